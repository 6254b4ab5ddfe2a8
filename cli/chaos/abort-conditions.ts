import type { AbortCondition } from '../../chaos/experiments/index.ts';
import { added, type CallCounts } from './call-counts.ts';

/** One look at the backend. */
export interface Look {
  /** Unix ms. */
  readonly at: number;
  /** Null: it did not answer. */
  readonly calls: CallCounts | null;
  /** Operations that faults in force, or just reverted, are expected to break; `*`: all. */
  readonly declared: ReadonlySet<string>;
}

/** Fewer calls say nothing about an operation. */
const LEAST_CALLS = 5;

/** Judges looks, one after the other, by the abort conditions of an experiment. Pure. */
export class AbortJudge {
  readonly #conditions: readonly AbortCondition[];
  /** Since when each operation has failed too often at every look, and how many calls that were; by condition and operation. */
  readonly #failing = new Map<string, { since: number; calls: number }>();
  #goneSince: number | null = null;
  #last: CallCounts | null = null;

  constructor(conditions: readonly AbortCondition[]) {
    this.#conditions = conditions;
  }

  /** Why to abort; null: go on. */
  judge(look: Look): string | null {
    const gone = look.calls === null && !look.declared.has('*');
    this.#goneSince = gone ? (this.#goneSince ?? look.at) : null;
    const since = look.calls && this.#last ? added(this.#last, look.calls) : null;
    this.#last = look.calls ?? this.#last;
    for (const condition of this.#conditions) {
      const reason =
        condition.when === 'backend-gone'
          ? this.#judgeGone(condition, look)
          : this.#judgeErrors(condition, look, since);
      if (reason !== null) return reason;
    }
    return null;
  }

  #judgeGone({ forMs }: { readonly forMs: number }, { at }: Look): string | null {
    if (this.#goneSince === null || at - this.#goneSince < forMs) return null;
    return `the backend has not answered for ${(at - this.#goneSince) / 1000} s, and no fault explains it`;
  }

  #judgeErrors(
    { over, forMs }: { readonly over: number; readonly forMs: number },
    { at, declared }: Look,
    since: CallCounts | null,
  ): string | null {
    for (const [operation, { all, failed }] of since ?? []) {
      const key = `${over} ${forMs} ${operation}`;
      if (declared.has('*') || declared.has(operation)) this.#failing.delete(key);
      else if (all > 0 && failed / all <= over) this.#failing.delete(key);
      else if (all > 0) {
        const failing = this.#failing.get(key) ?? { since: at, calls: 0 };
        failing.calls += all;
        this.#failing.set(key, failing);
        if (failing.calls >= LEAST_CALLS && at - failing.since >= forMs)
          return `${operation} has failed at more than ${over * 100} % for ${(at - failing.since) / 1000} s, and no fault declares that`;
      }
    }
    return null;
  }
}
