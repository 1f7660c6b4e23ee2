import { describe, expect, test } from "vitest";
import { bytes, count, date, duration, label, lastName, percent, plain, plural, rate, visible } from "../src/format";

const spaced = (text: string) => text.replaceAll("\u00a0", " ");

test("counts and rates", () => {
  expect(count(13434)).toBe("13,434");
  expect(count(null)).toBe("\u2013");
  expect([431.24, 51.25, 8.263].map(rate)).toEqual(["431", "51.3", "8.26"]);
  expect(rate(null)).toBe("\u2013");
  expect(plural(1, "photo", "photos")).toBe("1 photo");
  expect(plural(2000, "photo", "photos")).toBe("2,000 photos");
});

test("a share is shown as nothing or all only when it is", () => {
  expect([0, 0.0001, 0.101, 0.9999, 1].map((v) => spaced(percent(v)))).toEqual([
    "0 %",
    "< 0.1 %",
    "10.1 %",
    "> 99.9 %",
    "100 %",
  ]);
  expect(spaced(percent(0.9003, 2))).toBe("90.03 %");
});

test("bytes count in thousands and never round up to 1,000 of a unit", () => {
  expect([0, 999, 1000, 412_000_000, 999_600_000, 2.5e12].map((v) => spaced(bytes(v)))).toEqual([
    "0 B",
    "999 B",
    "1.00 kB",
    "412 MB",
    "1.00 GB",
    "2.50 TB",
  ]);
  expect(bytes(null)).toBe("\u2013");
});

test("durations carry over at every border", () => {
  const texts = [0, 0.0042, 0.124, 0.9996, 9.996, 31.16, 59.97, 754, 7260].map((v) => spaced(duration(v)));
  expect(texts).toEqual([
    "0 s",
    "4.2 ms",
    "124 ms",
    "1.00 s",
    "10.0 s",
    "31.2 s",
    "1 min 0 s",
    "12 min 34 s",
    "2 h 1 min",
  ]);
});

test("dates are UTC whatever the zone of the reader, and odd text stays", () => {
  expect(date("2026-11-24T23:30:00Z")).toBe("24 November 2026, 23:30 UTC");
  expect(date("yesterday\n")).toBe("yesterday\u240a");
});

describe("visible", () => {
  test("shows what hides or reorders text", () => {
    expect(visible("a\nb\t\u0000\u007f")).toBe("a\u240ab\u2409\u2400\u2421");
    expect(visible("\u202egpj.exe\u2066\u200b\u0085\ufeff")).toBe("<U+202E>gpj.exe<U+2066><U+200B><U+0085><U+FEFF>");
  });
  test("leaves letters of any script, markup and joined emoji alone", () => {
    for (const text of ["Pomme d'api \u00e9", "\u6797\u6a8e", "<b>&lt;</b>", "\u{1f468}\u200d\u{1f33e}", ""])
      expect(visible(text)).toBe(text);
  });
});

test("names and values", () => {
  expect(label("")).toBe("(no label)");
  expect(["gs://bucket/a/b/", "/photos", "C:\\fruit\\red", "/"].map(lastName)).toEqual(["b", "photos", "red", "/"]);
  expect([true, false, null, 224, "", "RGB", [1, 2]].map(plain)).toEqual([
    "yes",
    "no",
    "\u2013",
    "224",
    '""',
    "RGB",
    "[1,2]",
  ]);
});
