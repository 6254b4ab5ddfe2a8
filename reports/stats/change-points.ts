import { type Rng, rngFor } from '../../lib/random/index.ts';
import { Segment, type Split } from './segment.ts';

/** A place in a series after which its values come from another distribution. */
export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly index: number;
  /** Medians of the segments on both sides, in the series' unit. */
  readonly before: number;
  readonly after: number;
  /** (after − before) ÷ before. */
  readonly change: number;
  /** Share of permutations of the segment that show as large a divergence. */
  readonly p: number;
}

export interface ChangePointOptions {
  /** Largest p that counts as a change. */
  readonly significance?: number;
  /** Smallest relative change of the median that is worth a human's attention. */
  readonly minMagnitude?: number;
  /** Fewest values on each side: fewer cannot tell a change from an outlier. */
  readonly minSegment?: number;
  readonly permutations?: number;
  /** The permutations are drawn from this, so that the same series gives the same answer. */
  readonly seed?: number;
}

/**
 * Change points of a series by E-Divisive (Matteson & James 2014), as MongoDB's and Apache Otava's performance pipelines use it: the split
 * with the largest energy distance between its sides is tested against random permutations of the segment; where it is significant, both
 * sides are searched in turn. It assumes nothing about the distribution, so that outliers and skew alone raise no alarm.
 */
export function changePoints(series: readonly number[], options: ChangePointOptions = {}): ChangePoint[] {
  const { significance = 0.01, minMagnitude = 0.05, minSegment = 4, permutations = 99, seed = 1 } = options;
  const rng = rngFor(seed, 'change-points');
  const found: { index: number; p: number }[] = [];
  const search = (from: number, to: number): void => {
    if (to - from < 2 * minSegment) return;
    const segment = new Segment(series.slice(from, to));
    const best = segment.bestSplit(minSegment);
    const p = permutationP(segment, best.divergence, { minSegment, permutations, significance, rng });
    if (p > significance) return;
    found.push({ index: from + best.at, p });
    search(from, from + best.at);
    search(from + best.at, to);
  };
  search(0, series.length);
  found.sort((a, b) => a.index - b.index);
  return dropSmall(series, found, minMagnitude);
}

/**
 * Removes, smallest first, splits whose sides differ by less than `minMagnitude`; each removal joins two segments, so the neighbours are
 * judged again on what they now separate.
 */
function dropSmall(
  series: readonly number[],
  splits: { index: number; p: number }[],
  minMagnitude: number,
): ChangePoint[] {
  const kept = [...splits];
  for (;;) {
    const points = kept.map(({ index, p }, i) => {
      const before = median(series.slice(kept[i - 1]?.index ?? 0, index));
      const after = median(series.slice(index, kept[i + 1]?.index ?? series.length));
      return {
        index,
        before,
        after,
        change: before === 0 ? (after === 0 ? 0 : Infinity) : (after - before) / Math.abs(before),
        p,
      };
    });
    let smallest = -1;
    points.forEach((point, i) => {
      const size = Math.abs(point.change);
      if (size < minMagnitude && (smallest < 0 || size < Math.abs(points[smallest]?.change ?? 0))) smallest = i;
    });
    if (smallest < 0) return points;
    kept.splice(smallest, 1);
  }
}

/** The split with the largest scaled energy distance n·m/(n+m) · (2·E|X−Y| − E|X−X′| − E|Y−Y′|). */
export const bestSplit = (values: readonly number[], minSegment: number): Split =>
  new Segment(values).bestSplit(minSegment);

interface PermutationTest {
  readonly minSegment: number;
  readonly permutations: number;
  readonly significance: number;
  readonly rng: Rng;
}

/** Stops early once the p-value can no longer be significant: most segments hold no change, and this makes them cheap. */
function permutationP(segment: Segment, observed: number, test: PermutationTest): number {
  const hopeless = test.significance * (test.permutations + 1);
  let asLarge = 0;
  for (let i = 0; i < test.permutations; i++) {
    segment.shuffle(test.rng);
    if (segment.bestSplit(test.minSegment).divergence >= observed) asLarge++;
    if (asLarge + 1 > hopeless) return (asLarge + 1) / (i + 2);
  }
  return (asLarge + 1) / (test.permutations + 1);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
