import type { Clock } from '../../../ports/index.ts';

/** The machine's clock, moved by what the faults in force add up to. */
export class ShiftedClock implements Clock {
  readonly #inner: Clock;
  readonly #shifts = new Set<{ readonly byMs: number }>();

  constructor(inner: Clock) {
    this.#inner = inner;
  }

  now(): number {
    let now = this.#inner.now();
    for (const { byMs } of this.#shifts) now += byMs;
    return now;
  }

  /** @param byMs forward; negative: back. Returns how to undo it. */
  shift(byMs: number): () => void {
    const shift = { byMs };
    this.#shifts.add(shift);
    return () => this.#shifts.delete(shift);
  }
}
