/**
 * Colours for classes. A category has a hue; its varieties share the arc around that hue and differ by lightness, and
 * the map adds a shape, so that colour is never the only sign. Colours are chosen in OKLCH (Björn Ottosson, 2020) and
 * keep a contrast of 3:1 to the page, as WCAG 2.2 (1.4.11) asks of graphics.
 */

export interface Named {
  variety: string;
  category: string;
}

export interface Palette {
  /** One a class, in the order given. */
  variety: string[];
  category: Map<string, string>;
  shape: Shape[];
}

export type Shape = (typeof SHAPES)[number];
export const SHAPES = ["circle", "triangle", "rect", "diamond"] as const;

/**
 * Hue in degrees, lightness on the light and on the dark page. Lightnesses were searched for the largest smallest
 * distance in OKLab as seen with full colour vision, protanopia, deuteranopia and tritanopia.
 */
const BASES: readonly (readonly [hue: number, light: number, dark: number])[] = [
  [255, 0.64, 0.58],
  [60, 0.67, 0.58],
  [345, 0.4, 0.88],
  [170, 0.52, 0.7],
  [300, 0.52, 0.73],
  [115, 0.4, 0.79],
  [25, 0.55, 0.64],
  [215, 0.58, 0.64],
];
const GOLDEN_ANGLE = 137.508;
const CHROMA = 0.15;
const STEPS_LIGHT = [0.52, 0.65, 0.4] as const;
const STEPS_DARK = [0.72, 0.86, 0.6] as const;
/** Varieties stray at most this far from the hue of their category. */
const WIDEST_ARC = 35;

export function palette(classes: readonly Named[], dark: boolean): Palette {
  const steps = dark ? STEPS_DARK : STEPS_LIGHT;
  const groups = groupByCategory(classes);
  const few = groups.size <= BASES.length;
  const hues = [...groups.keys()].map((_, i) => (few ? BASES[i]![0] : (255 + i * GOLDEN_ANGLE) % 360));
  // A lone category has the whole circle to itself.
  const alone = 180 * (1 - 1 / classes.length);
  const arc = groups.size === 1 ? alone : Math.min(WIDEST_ARC, 0.4 * narrowestGap(hues));

  const result: Palette = { variety: [], category: new Map(), shape: [] };
  let c = 0;
  for (const [category, members] of groups) {
    const hue = hues[c]!;
    const base = few ? BASES[c]![dark ? 2 : 1] : steps[c % steps.length]!;
    result.category.set(category, oklch(base, CHROMA, hue));
    members.forEach((index, i) => {
      const turn = members.length === 1 ? 0 : (2 * i) / (members.length - 1) - 1;
      const lightness = members.length === 1 ? base : steps[i % steps.length]!;
      result.variety[index] = oklch(lightness, CHROMA, hue + arc * turn);
      result.shape[index] = SHAPES[i % SHAPES.length]!;
    });
    c += 1;
  }
  return result;
}

/** Indices of the classes of each category, categories in order of first appearance. */
export function groupByCategory(classes: readonly Named[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  classes.forEach(({ category }, index) => {
    const members = groups.get(category);
    if (members) members.push(index);
    else groups.set(category, [index]);
  });
  return groups;
}

function narrowestGap(hues: readonly number[]): number {
  const sorted = [...hues].sort((a, b) => a - b);
  if (sorted.length < 2) return 360;
  return Math.min(...sorted.map((hue, i) => (i === 0 ? hue + 360 - sorted.at(-1)! : hue - sorted[i - 1]!)));
}

/** OKLCH to #rrggbb; a colour outside sRGB loses chroma, not lightness or hue. */
export function oklch(lightness: number, chroma: number, hue: number): string {
  for (let c = chroma; ; c = Math.max(0, c - 0.005)) {
    const rgb = linearRgb(lightness, c, (hue * Math.PI) / 180);
    if (c === 0 || rgb.every((v) => v >= -1e-4 && v <= 1.0001)) return "#" + rgb.map(hexByte).join("");
  }
}

/** Ottosson's OKLab matrices, "A perceptual color space for image processing". */
function linearRgb(lightness: number, chroma: number, radians: number): [number, number, number] {
  const a = chroma * Math.cos(radians);
  const b = chroma * Math.sin(radians);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** One linear channel to its sRGB byte in hexadecimal (IEC 61966-2-1). */
function hexByte(linear: number): string {
  const v = Math.min(1, Math.max(0, linear));
  const gamma = v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;
  return Math.round(gamma * 255)
    .toString(16)
    .padStart(2, "0");
}
