import { expect, test } from "vitest";
import { comparison, total } from "../src/classes";
import { lineThrough, moved, nearest, padded, zoomed } from "../src/geometry";
import { matches, showing } from "../src/rejects";
import { stageTimes } from "../src/speed";
import { componentsFor, cumulative, requestInWords } from "../src/spectrum";

test("the running sum of the spectrum finds the fewest components", () => {
  const running = cumulative([0.5, 0.3, 0.2, 0]);
  expect(running[3]).toBeCloseTo(1, 12);
  expect([0.5, 0.51, 0.8, 1].map((r) => componentsFor(running, r))).toEqual([1, 2, 2, 3]);
  expect(componentsFor(cumulative([0.5, 0.1]), 0.9)).toBeNull();
  expect(["0.90", "0.985", "100", "1", "?"].map((r) => requestInWords(r).replaceAll("\u00a0", " "))).toEqual([
    "as many components as hold 90 % of the variance",
    "as many components as hold 98.5 % of the variance",
    "100 components",
    "1 component",
    "PCA ?",
  ]);
});

test("the nearest point within reach is found among those that are shown", () => {
  const horizontal = lineThrough(0, 50, 10, 150);
  const vertical = lineThrough(0, 200, 10, 100);
  expect(horizontal).toEqual({ scale: 10, origin: 50 });
  const find = (px: number, py: number, reach: number, shown = (_: number) => true) =>
    nearest([0, 1, 5], [0, 1, 5], horizontal, vertical, px, py, reach, shown);
  expect(find(59, 191, 14)).toBe(1);
  expect(find(52, 199, 14)).toBe(0);
  expect(find(300, 300, 14)).toBe(-1);
  expect(find(59, 191, Infinity, (i) => i !== 1)).toBe(0);
});

test("ranges have a margin, even around one value or none", () => {
  expect(padded([0, 100])).toEqual([-4, 104]);
  expect(padded([3, 3])).toEqual([2, 4]);
  expect(padded([])).toEqual([-1, 1]);
});

test("windows zoom and move within the map", () => {
  const all = { start: 0, end: 100 };
  expect(zoomed(all, 2)).toEqual({ start: 25, end: 75 });
  expect(zoomed(all, 2, 0)).toEqual({ start: 0, end: 50 });
  expect(zoomed(all, 0.5)).toEqual(all);
  const smallest = zoomed({ start: 10, end: 10.5 }, 2);
  expect(smallest.end - smallest.start).toBeCloseTo(0.5, 9);
  expect(moved({ start: 25, end: 75 }, 0.1)).toEqual({ start: 30, end: 80 });
  expect(moved({ start: 25, end: 75 }, -9)).toEqual({ start: 0, end: 50 });
});

test("time in no stage is shown when it is worth a line", () => {
  expect(stageTimes({ list: 1, featurize: 8, total: 10 })).toEqual([
    { stage: "list", seconds: 1, share: 0.1 },
    { stage: "featurize", seconds: 8, share: 0.8 },
    { stage: "rest", seconds: 1, share: 0.1 },
  ]);
  expect(stageTimes({ list: 1, featurize: 9, total: 10.001 })).toHaveLength(2);
  expect(stageTimes({ list: 2, featurize: 2, total: 1 }).map((t) => t.share)).toEqual([0.5, 0.5]);
  expect(stageTimes({})).toEqual([]);
  expect(stageTimes({ list: 0, total: 0 })).toEqual([{ stage: "list", seconds: 0, share: 0 }]);
});

test("classes sort by name as people count, and by figures", () => {
  const rows = [
    ["Apple 10", 5, 5],
    ["Apple 2", 9, 1],
    ["Apple 1", 7, 0],
  ].map(([variety, features, rejects]) =>
    total(variety as string, [{ variety: "", category: "", features: features as number, rejects: rejects as number }]),
  );
  const order = (key: "name" | "features" | "share", descending: boolean) =>
    [...rows].sort(comparison(key, descending)).map((r) => r.name);
  expect(order("name", false)).toEqual(["Apple 1", "Apple 2", "Apple 10"]);
  expect(order("features", true)).toEqual(["Apple 2", "Apple 1", "Apple 10"]);
  expect(order("share", true)).toEqual(["Apple 10", "Apple 2", "Apple 1"]);
  expect(total("all", [])).toEqual({ name: "all", features: 0, rejects: 0, share: 0 });
});

test("rejects are searched as they are shown and counted plainly", () => {
  const row = { uri: "/a\nB.jpg", stage: "enhance", code: "truncated", message: "Ends early", size: 1 };
  expect(["b.JPG", " ends ", "trunc", "\u240a", ""].every((w) => matches(row, w))).toBe(true);
  expect(matches(row, "missing")).toBe(false);
  expect(showing(200, 200, 13434, false)).toBe("Showing 200 of 13,434; all are in the run\u2019s rejects folder");
  expect(showing(12, 12, 12, false)).toBe("Showing all 12");
  expect(showing(3, 200, 412, true)).toBe("3 of the 200 listed here match");
});
