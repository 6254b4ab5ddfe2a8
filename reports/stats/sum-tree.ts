/** A Fenwick tree over ranks that keeps how many values were added up to a rank, and their sum; both in O(log n). */
export class SumTree {
  readonly #counts: Float64Array;
  readonly #sums: Float64Array;

  constructor(size: number) {
    this.#counts = new Float64Array(size + 1);
    this.#sums = new Float64Array(size + 1);
  }

  add(rank: number, value: number): void {
    for (let i = rank + 1; i < this.#counts.length; i += i & -i) {
      this.#counts[i] = (this.#counts[i] ?? 0) + 1;
      this.#sums[i] = (this.#sums[i] ?? 0) + value;
    }
  }

  /** Count and sum of all values whose rank is at most `rank`. */
  upTo(rank: number): readonly [count: number, sum: number] {
    let [count, sum] = [0, 0];
    for (let i = rank + 1; i > 0; i -= i & -i) {
      count += this.#counts[i] ?? 0;
      sum += this.#sums[i] ?? 0;
    }
    return [count, sum];
  }
}
