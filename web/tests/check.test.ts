import { describe, expect, test } from "vitest";
import { problemsOf, readData } from "../src/check";
import { MARKER } from "./inject";
import { emptySample, hostileSample, sample } from "./sample";

test("the marker and null are no data", () => {
  expect(readData(MARKER)).toEqual({ kind: "none" });
  expect(readData(" null ")).toEqual({ kind: "none" });
});

test("what is no JSON, no object or another format is said to be so", () => {
  expect(readData("{")).toMatchObject({ kind: "bad", problems: [expect.stringContaining("not JSON")] });
  expect(problemsOf([])).toEqual(["The data is not an object."]);
  expect(problemsOf({ format: 2 })).toEqual(["This page reads format 1; the data has format 2."]);
});

test("whole runs are read, with or without thumbnails, classes, PCA and figures", () => {
  for (const data of [
    sample(),
    hostileSample(),
    emptySample(),
    sample({ withThumbnails: false }),
    sample({ varieties: 131, categories: 67 }),
  ]) {
    expect(readData(JSON.stringify(data))).toEqual({ kind: "ok", data });
  }
  const unlabelled = sample({ points: 2 });
  unlabelled.classes = [];
  unlabelled.map!.class = [-1, -1];
  expect(problemsOf(unlabelled)).toEqual([]);
});

describe("a departure is named by its path", () => {
  const broken: [string, (data: any) => void][] = [
    ["cpu", (d) => delete d.cpu],
    ["seconds", (d) => (d.seconds.list = "1")],
    ["counts.rejects", (d) => (d.counts.rejects = -1)],
    ["model.sha256", (d) => (d.model.sha256 = null)],
    ["pca.spectrum", (d) => (d.pca.spectrum[3] = null)],
    ["pca.n_components", (d) => (d.pca.n_components = 1281)],
    ["map.class", (d) => (d.map.class[0] = 28)],
    ["map.x", (d) => (d.map.x[0] = null)],
    ["columns of map", (d) => d.map.y.pop()],
    ["columns of map", (d) => d.map.thumbnail.pop()],
    ["classes[2]", (d) => (d.classes[2].variety = 5)],
    ["rejects.rows[0]", (d) => (d.rejects.rows[0] = null)],
    ["rejects.by_code[1]", (d) => (d.rejects.by_code[1].count = 0.5)],
  ];
  test.each(broken)("%s", (path, breakIt) => {
    const data = sample({ points: 5 });
    breakIt(data);
    expect(problemsOf(data)).toEqual([expect.stringContaining(path)]);
  });
});
