/** Running sums of the shares: how much the first 1, 2, ... components hold together. */
export function cumulative(spectrum: readonly number[]): number[] {
  let sum = 0;
  return spectrum.map((share) => Math.min(1, (sum += share)));
}

/** The fewest components that hold at least a ratio, or null when all of them do not. */
export function componentsFor(running: readonly number[], ratio: number): number | null {
  const index = running.findIndex((held) => held >= ratio - 1e-12);
  return index < 0 ? null : index + 1;
}

/** What was asked of the PCA, in words. */
export function requestInWords(requested: string): string {
  const value = Number(requested);
  if (!Number.isFinite(value) || value <= 0) return `PCA ${requested}`;
  if (value < 1) return `as many components as hold ${Number((value * 100).toFixed(6))}\u00a0% of the variance`;
  return value === 1 ? "1 component" : `${value.toLocaleString("en-US")} components`;
}
