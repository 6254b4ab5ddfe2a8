import { build } from 'hdr-histogram-js';
import type { LatencyCell } from './windows.ts';

/** 2 significant digits: a percentile is never below the true one and at most 0.8 % above it. */
const DIGITS = 2;
const HIGHEST_US = 2 ** 31;

/** Latencies merged by adding counts. Percentiles are read from here and are never averaged. */
export class LatencyHistogram {
  readonly #hdr = build({
    numberOfSignificantValueDigits: DIGITS,
    highestTrackableValue: HIGHEST_US,
    autoResize: false,
  });
  #sumMs = 0;
  #maxMs = 0;

  static of(cells: Iterable<LatencyCell>): LatencyHistogram {
    const histogram = new LatencyHistogram();
    for (const cell of cells) histogram.add(cell);
    return histogram;
  }

  add(cell: LatencyCell): void {
    const { bins } = cell;
    for (let i = 0; i + 1 < bins.length; i += 2) {
      this.#hdr.recordValueWithCount(Math.min(bins[i] ?? 0, HIGHEST_US - 1), bins[i + 1] ?? 0);
    }
    this.#sumMs += cell.sumMs;
    this.#maxMs = Math.max(this.#maxMs, cell.maxMs);
  }

  get count(): number {
    return this.#hdr.totalCount;
  }

  /** Exact, ms. */
  get maxMs(): number {
    return this.#maxMs;
  }

  /** Exact sum, ms. */
  get sumMs(): number {
    return this.#sumMs;
  }

  /** ms; null where there are no samples. `quantile` in (0, 1]. */
  quantileMs(quantile: number): number | null {
    if (this.count === 0) return null;
    return Math.min(this.#hdr.getValueAtPercentile(quantile * 100) / 1000, this.#maxMs);
  }
}

/** Samples that took longer than `ms`, to within a bin's width. */
export function countAbove(cells: Iterable<LatencyCell>, ms: number): number {
  let above = 0;
  for (const { bins } of cells) {
    for (let i = 0; i + 1 < bins.length; i += 2) if ((bins[i] ?? 0) > ms * 1000) above += bins[i + 1] ?? 0;
  }
  return above;
}
