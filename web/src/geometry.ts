/** Arithmetic of the map, apart from any drawing. */

/** From data to pixels of one axis: pixel = origin + scale * value. */
export interface Line {
  origin: number;
  scale: number;
}

/** The line through two values and their pixels. */
export function lineThrough(v0: number, p0: number, v1: number, p1: number): Line {
  const scale = (p1 - p0) / (v1 - v0);
  return { scale, origin: p0 - scale * v0 };
}

/** The index of the point nearest to a pixel, at most `reach` pixels away, or -1. `shown` says which points count. */
export function nearest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  horizontal: Line,
  vertical: Line,
  px: number,
  py: number,
  reach: number,
  shown: (index: number) => boolean,
): number {
  let best = -1;
  let least = reach * reach;
  for (let i = 0; i < x.length; i++) {
    const dx = horizontal.origin + horizontal.scale * x[i]! - px;
    const dy = vertical.origin + vertical.scale * y[i]! - py;
    const distance = dx * dx + dy * dy;
    if (distance <= least && shown(i)) {
      least = distance;
      best = i;
    }
  }
  return best;
}

/** An axis range around the values, a little wider than they are. */
export function padded(values: ArrayLike<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  if (low > high) return [-1, 1];
  const margin = high > low ? (high - low) * 0.04 : 1;
  return [low - margin, high + margin];
}

/** A window on an axis, in percent of its range. */
export interface Window {
  start: number;
  end: number;
}

const NARROWEST = 0.5;

/** The window seen through a lens of `factor` (2: half as much is seen) about a place in it, 0 to 1. */
export function zoomed({ start, end }: Window, factor: number, about = 0.5): Window {
  const width = Math.min(100, Math.max(NARROWEST, (end - start) / factor));
  return within(start + (end - start - width) * about, width);
}

/** The window moved by a share of its own width. */
export function moved({ start, end }: Window, share: number): Window {
  return within(start + (end - start) * share, end - start);
}

function within(start: number, width: number): Window {
  const from = Math.min(100 - width, Math.max(0, start));
  return { start: from, end: from + width };
}
