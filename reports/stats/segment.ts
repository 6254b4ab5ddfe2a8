import type { Rng } from '../../lib/random/index.ts';

/** Where a segment falls apart best, and by how much. */
export interface Split {
  /** Index of the first value of the right side. */
  readonly at: number;
  /** Scaled energy distance of the sides. */
  readonly divergence: number;
}

/**
 * Values in an order that can be shuffled, prepared so that looking for the best split costs O(n log n) with nothing allocated: a permutation test looks hundreds of
 * times. Sums of distances to earlier values come from Fenwick trees over the values' ranks, those to later ones are what is missing to the distances to all.
 */
export class Segment {
  readonly #values: Float64Array;
  /** Place of each value among the different values, from 1. */
  readonly #ranks: Int32Array;
  /** Sum of each value's distances to all others. */
  readonly #toAll: Float64Array;
  readonly #counts: Int32Array;
  readonly #sums: Float64Array;
  readonly #allPairs: number;

  constructor(values: readonly number[]) {
    const distinct = [...new Set(values)].sort((a, b) => a - b);
    const rankOf = new Map(distinct.map((value, rank) => [value, rank + 1]));
    this.#values = Float64Array.from(values);
    this.#ranks = Int32Array.from(values, (value) => rankOf.get(value) ?? 0);
    this.#counts = new Int32Array(distinct.length + 1);
    this.#sums = new Float64Array(distinct.length + 1);
    const sorted = this.#values.toSorted();
    const prefix = new Float64Array(sorted.length + 1);
    for (let i = 0; i < sorted.length; i++) prefix[i + 1] = (prefix[i] ?? 0) + (sorted[i] ?? 0);
    const whole = prefix[sorted.length] ?? 0;
    const ofValue = new Map<number, number>();
    for (let i = 0; i < sorted.length; i++) {
      const value = sorted[i] ?? 0;
      const below = prefix[i] ?? 0;
      ofValue.set(value, value * i - below + (whole - below) - value * (sorted.length - i));
    }
    this.#toAll = Float64Array.from(values, (value) => ofValue.get(value) ?? 0);
    this.#allPairs = this.#toAll.reduce((sum, distance) => sum + distance, 0) / 2;
  }

  bestSplit(minSegment: number): Split {
    const [values, ranks, toAll, counts, sums] = [this.#values, this.#ranks, this.#toAll, this.#counts, this.#sums];
    const n = values.length;
    const size = counts.length;
    counts.fill(0);
    sums.fill(0);
    let [within, right, seen] = [0, this.#allPairs, 0];
    let best: Split = { at: minSegment, divergence: -Infinity };
    for (let at = 1; at < n; at++) {
      const value = values[at - 1] as number;
      const rank = ranks[at - 1] as number;
      let [countBelow, sumBelow] = [0, 0];
      for (let i = rank; i > 0; i -= i & -i) {
        countBelow += counts[i] as number;
        sumBelow += sums[i] as number;
      }
      const toEarlier = value * countBelow - sumBelow + (seen - sumBelow) - value * (at - 1 - countBelow);
      for (let i = rank; i < size; i += i & -i) {
        counts[i] = (counts[i] as number) + 1;
        sums[i] = (sums[i] as number) + value;
      }
      seen += value;
      within += toEarlier;
      right -= (toAll[at - 1] as number) - toEarlier;
      if (at < minSegment || n - at < minSegment) continue;
      const rest = n - at;
      const between = this.#allPairs - within - right;
      const energy = (2 * between) / (at * rest) - (2 * within) / (at * at) - (2 * right) / (rest * rest);
      const divergence = ((at * rest) / n) * energy;
      if (divergence > best.divergence) best = { at, divergence };
    }
    return best;
  }

  shuffle(rng: Rng): void {
    for (let i = this.#values.length - 1; i > 0; i--) {
      const j = rng.below(i + 1);
      swap(this.#values, i, j);
      swap(this.#ranks, i, j);
      swap(this.#toAll, i, j);
    }
  }
}

function swap(values: Float64Array | Int32Array, i: number, j: number): void {
  const kept = values[i] as number;
  values[i] = values[j] as number;
  values[j] = kept;
}
