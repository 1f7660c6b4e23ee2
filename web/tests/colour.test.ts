import { describe, expect, test } from "vitest";
import { groupByCategory, oklch, palette } from "../src/colour";
import { sample } from "./sample";

/** sRGB to linear, WCAG 2.2's definition of relative luminance. */
const linear = (hex: string) =>
  [1, 3, 5].map((at) => {
    const v = parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
const luminance = (hex: string) => linear(hex).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i]!, 0);
const contrast = (a: string, b: string) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
};

const times = (m: number[][], v: number[]) => m.map((row) => row.reduce((sum, x, i) => sum + x * v[i]!, 0));

/** Linear RGB to CIELAB under D65, to measure with another space than the one the colours were made in. */
function lab(rgb: number[]): number[] {
  const xyz = times(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    rgb,
  );
  const [x, y, z] = [xyz[0]! / 0.95047, xyz[1]!, xyz[2]! / 1.08883].map((t) =>
    t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116,
  ) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
const VISION: Record<string, number[][]> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};
const seen = (hex: string, vision: string) =>
  lab(times(VISION[vision]!, linear(hex)).map((v) => Math.min(1, Math.max(0, v))));
const distance = (a: number[], b: number[]) => Math.hypot(...a.map((v, i) => v - b[i]!));
const closest = (colours: string[], vision: string) => {
  const labs = colours.map((c) => seen(c, vision));
  return Math.min(...labs.flatMap((a, i) => labs.slice(0, i).map((b) => distance(a, b))));
};

const PANEL = { light: "#ffffff", dark: "#1b1f19" };
const named = (categories: number, each: number) =>
  Array.from({ length: categories * each }, (_, i) => ({ category: `c${i % categories}`, variety: `v${i}` }));

test("OKLCH agrees with known sRGB colours and stays in gamut", () => {
  expect(oklch(1, 0, 0)).toBe("#ffffff");
  expect(oklch(0, 0, 0)).toBe("#000000");
  expect(oklch(0.627955, 0.257683, 29.2339)).toBe("#ff0000");
  expect(oklch(0.5, 0.9, 140)).toMatch(/^#[0-9a-f]{6}$/);
});

describe.each([
  ["light", false],
  ["dark", true],
] as const)("on the %s page", (name, dark) => {
  test.each([
    [3, 10],
    [8, 4],
    [67, 2],
    [1, 30],
    [1, 1],
  ])("%d categories of %d varieties stand out from the page", (categories, each) => {
    const { variety, category, shape } = palette(named(categories, each), dark);
    expect([variety.length, shape.length, category.size]).toEqual([categories * each, categories * each, categories]);
    for (const colour of [...variety, ...category.values()])
      expect(contrast(colour, PANEL[name])).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.keys(VISION))("up to eight categories differ for %s", (vision) => {
    const colours = [...palette(named(8, 1), dark).category.values()];
    expect(closest(colours, vision)).toBeGreaterThan(9);
    expect(closest(colours.slice(0, 3), vision)).toBeGreaterThan(20);
  });

  test("varieties of one category differ by colour or shape, and are nearer to their own category's hue than to another's", () => {
    const { classes } = sample();
    const { variety, shape, category } = palette(classes, dark);
    expect(new Set(variety.map((c, i) => c + shape[i])).size).toBe(classes.length);
    const hue = (hex: string) => {
      const [, a, b] = lab(linear(hex));
      return Math.atan2(b!, a!);
    };
    const turn = (a: string, b: string) => Math.abs(Math.atan2(Math.sin(hue(a) - hue(b)), Math.cos(hue(a) - hue(b))));
    classes.forEach((c, i) => {
      const own = turn(variety[i]!, category.get(c.category)!);
      for (const [other, colour] of category)
        if (other !== c.category) expect(own).toBeLessThan(turn(variety[i]!, colour));
    });
  });
});

test("categories are grouped in order of appearance, whatever their names", () => {
  const classes = ["__proto__", "b", "__proto__", ""].map((category) => ({ category, variety: "v" }));
  expect([...groupByCategory(classes)]).toEqual([
    ["__proto__", [0, 2]],
    ["b", [1]],
    ["", [3]],
  ]);
});
