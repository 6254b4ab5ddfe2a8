import { type Rng, rngFor } from '../../lib/random/index.ts';
import { median } from '../stats/index.ts';
import { type Blocks, logQuantile, merged, total } from './blocks.ts';

/** A figure of one run on a logarithmic scale, and the variance that the spread over its windows gives it. */
export interface Estimate {
  readonly log: number;
  readonly variance: number;
}

/** Resamples of a bootstrap: enough for a variance, which is all that is taken from them. */
const RESAMPLES = 200;
/** Fewest requests of an operation in a window whose quantile says anything. */
const LEAST_IN_WINDOW = 3;
/** Beyond this many requests in a window an operation weighs no more: the machine's mood must not be that of one operation. */
const MOST_WEIGHT = 50;
/** Fewest other operations that can tell what the machine did. */
const LEAST_OTHERS = 3;

/**
 * The logarithm of a quantile (µs) and its sampling variance by a block bootstrap: requests of the same ten seconds share what the machine did then, so whole windows
 * are drawn, not requests; n/(n−1) makes up for the few windows of a short run. Null with fewer than three windows.
 */
export function rawLevel(blocks: Blocks, quantile: number, seed: number): Estimate | null {
  const windows = [...blocks.counts.values()];
  if (windows.length < 3) return null;
  const rng = rngFor(seed, 'raw');
  const log = logQuantile(blocks.bins, merged(blocks), quantile);
  const variance = bootstrap(windows, rng, (drawn) => logQuantile(blocks.bins, merged(blocks, drawn), quantile));
  return { log, variance };
}

/** What other operations did in each window, against what each does on the whole: the machine's mood, window by window. */
export interface Other {
  readonly blocks: Blocks;
  /** Level of the operation over all runs of both sides. */
  readonly usual: number;
}

/**
 * How slow an operation was beside the others of the same seconds: in each window its quantile against the weighted median of what the others' did, then the median over
 * the windows. A shared machine slows all operations of a moment alike, and this takes it out. Null where too few others can tell.
 */
export function adjustedLevel(own: Blocks, others: readonly Other[], quantile: number, seed: number): Estimate | null {
  const values: number[] = [];
  for (const [at, counts] of own.counts) {
    if (total(counts) < LEAST_IN_WINDOW) continue;
    const mood = moodOf(others, at, quantile);
    const log = logQuantile(own.bins, counts, quantile);
    if (mood !== null && Number.isFinite(log)) values.push(log - mood);
  }
  if (values.length < 3) return null;
  return { log: median(values), variance: bootstrap(values, rngFor(seed, 'adjusted'), median) };
}

/** The mood of the machine over a whole run. */
export function machineLevel(others: readonly Other[], quantile: number, seed: number): Estimate | null {
  const windows = new Set(others.flatMap(({ blocks }) => [...blocks.counts.keys()]));
  const values = [...windows].map((at) => moodOf(others, at, quantile)).filter((mood) => mood !== null);
  if (values.length < 3) return null;
  return { log: median(values), variance: bootstrap(values, rngFor(seed, 'machine'), median) };
}

function moodOf(others: readonly Other[], at: number, quantile: number): number | null {
  const moods: { value: number; weight: number }[] = [];
  for (const { blocks, usual } of others) {
    const counts = blocks.counts.get(at);
    const requests = counts ? total(counts) : 0;
    if (!counts || requests < LEAST_IN_WINDOW) continue;
    const value = logQuantile(blocks.bins, counts, quantile) - usual;
    if (Number.isFinite(value)) moods.push({ value, weight: Math.min(requests, MOST_WEIGHT) });
  }
  return moods.length < LEAST_OTHERS ? null : weightedMedian(moods);
}

function weightedMedian(values: { readonly value: number; readonly weight: number }[]): number {
  const half = values.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const { value, weight } of values.sort((a, b) => a.value - b.value)) {
    below += weight;
    if (below >= half) return value;
  }
  return Number.NaN;
}

function bootstrap<T>(items: readonly T[], rng: Rng, figure: (drawn: T[]) => number): number {
  const n = items.length;
  const drawn = Array.from({ length: RESAMPLES }, () => figure(items.map(() => items[rng.below(n)] as T)));
  return (varianceOf(drawn.filter(Number.isFinite)) * n) / (n - 1);
}

export function varianceOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
