import type { HistoryWindow } from '../history/index.ts';

/** The requests of one scope of one run as histograms of successive windows, over bins in common. */
export interface Blocks {
  /** Lowest µs of each bin, ascending. */
  readonly bins: readonly number[];
  /** Counts over those bins, by the start of the window, ms. */
  readonly counts: ReadonlyMap<number, Float64Array>;
  readonly requests: number;
  readonly errors: number;
}

/** Adds up windows of the same time. */
export function blocksOf(windows: readonly HistoryWindow[]): Blocks {
  const bins = [...new Set(windows.flatMap((window) => window.bins.filter((_, i) => i % 2 === 0)))].sort(
    (a, b) => a - b,
  );
  const places = new Map(bins.map((bin, i) => [bin, i]));
  const counts = new Map<number, Float64Array>();
  let [requests, errors] = [0, 0];
  for (const window of windows) {
    const block = counts.get(window.atMs) ?? new Float64Array(bins.length);
    counts.set(window.atMs, block);
    for (let i = 0; i + 1 < window.bins.length; i += 2) {
      const place = places.get(window.bins[i] ?? 0) ?? 0;
      block[place] = (block[place] ?? 0) + (window.bins[i + 1] ?? 0);
    }
    requests += window.count;
    errors += window.errors;
  }
  return { bins, counts, requests, errors };
}

/** All blocks together; `pick` chooses which, for a bootstrap. */
export function merged(blocks: Blocks, pick?: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(blocks.bins.length);
  for (const block of pick ?? blocks.counts.values()) {
    for (let bin = 0; bin < sum.length; bin++) sum[bin] = (sum[bin] ?? 0) + (block[bin] ?? 0);
  }
  return sum;
}

/** Logarithm of a quantile in µs, between the edges of its bin in proportion, so that a small shift shows although bins are 0.8 % wide; NaN of nothing. */
export function logQuantile(bins: readonly number[], counts: Float64Array, quantile: number): number {
  const wanted = quantile * total(counts);
  let below = 0;
  for (const [i, bin] of bins.entries()) {
    const count = counts[i] ?? 0;
    if (count > 0 && below + count >= wanted) return Math.log(bin + ((wanted - below) / count) * widthOf(bin));
    below += count;
  }
  return Number.NaN;
}

/** Width of an HDR bin of 2 significant digits, µs. */
const widthOf = (bin: number): number => (bin < 256 ? 1 : 2 ** (Math.floor(Math.log2(bin)) - 7));

export const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);
