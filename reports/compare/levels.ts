import type { Rng } from '../../lib/random/index.ts';
import { type Blocks, logQuantile, merged } from './blocks.ts';

/** A figure of one run on a logarithmic scale, and the variance that the spread over its windows gives it. */
export interface Estimate {
  readonly log: number;
  readonly variance: number;
}

/** Resamples of a bootstrap: enough for a variance, which is all that is taken from them. */
export const RESAMPLES = 100;
/** Fewest windows that can be resampled. */
export const LEAST_WINDOWS = 3;

/** The logarithms of a scope's quantiles (µs): of the whole run, and of each resample of its windows. */
export interface Levels {
  readonly whole: readonly number[];
  /** By resample, then by quantile; NaN where a resample holds no request of the scope. */
  readonly drawn: readonly (readonly number[])[];
  readonly requests: number;
}

/**
 * Which windows each resample holds. Requests of the same ten seconds share what the machine did then, so whole windows are drawn, not requests, and the same
 * windows for all scopes of a run: what slowed all of them cancels out.
 */
export function drawWindows(windows: readonly number[], rng: Rng): readonly (readonly number[])[] {
  const n = windows.length;
  return Array.from({ length: RESAMPLES }, () => windows.map(() => windows[rng.below(n)] ?? 0));
}

export function levelsOf(blocks: Blocks, draws: readonly (readonly number[])[], quantiles: readonly number[]): Levels {
  const read = (counts: Float64Array) => quantiles.map((quantile) => logQuantile(blocks.bins, counts, quantile));
  const drawn = draws.map((windows) =>
    read(
      merged(
        blocks,
        windows.flatMap((at) => blocks.counts.get(at) ?? []),
      ),
    ),
  );
  return { whole: read(merged(blocks)), drawn, requests: blocks.requests };
}

/** An estimate from its figure and those of the resamples; n/(n−1) makes up for the few windows of a short run. */
export function estimateOf(log: number, drawn: readonly number[], windows: number): Estimate {
  return { log, variance: (varianceOf(drawn.filter(Number.isFinite)) * windows) / (windows - 1) };
}

export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** Beyond this far from the middle a value pulls no harder: one operation that did change is not the machine's mood. */
const REACH = 0.08;

/** A mean that a few strangers cannot move far: one step of Huber's estimate from the weighted median. */
export function steadyMean(values: readonly Weighted[]): number {
  const middle = weightedMedian(values);
  const weight = values.reduce((sum, it) => sum + it.weight, 0);
  const pull = (it: Weighted) => it.weight * Math.max(-REACH, Math.min(REACH, it.value - middle));
  return middle + values.reduce((sum, it) => sum + pull(it), 0) / weight;
}

export function weightedMedian(values: readonly Weighted[]): number {
  const half = values.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const { value, weight } of values.toSorted((a, b) => a.value - b.value)) {
    below += weight;
    if (below >= half) return value;
  }
  return Number.NaN;
}

export function varianceOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
