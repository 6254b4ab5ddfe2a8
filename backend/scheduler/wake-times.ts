import { ALL_SHARDS, shardOf } from './job-document.ts';

/** A job that was scheduled moments ago: its transaction may not have been committed when its shard is read. */
interface Recent {
  readonly dueAt: number;
  readonly hintedAt: number;
}

interface ShardState {
  wakeAt: number;
  polledAt: number;
  readonly recent: Map<string, Recent>;
}

/** A hint older than this is of a transaction that has been committed (then a read of the shard shows it) or given up. */
const SETTLED_MS = 3_000;
const FIRST_RECHECK_MS = 25;

/**
 * When each shard is worth reading again, so that an idle process reads nothing and a due job is still found at once. Fed by the
 * scheduler of the same process; jobs of other processes and expired leases are found by reading each shard every `pollEveryMs`.
 */
export class WakeTimes {
  readonly #shards: readonly ShardState[] = ALL_SHARDS.map(() => ({
    wakeAt: Number.NEGATIVE_INFINITY,
    polledAt: Number.NEGATIVE_INFINITY,
    recent: new Map(),
  }));
  readonly #pollEveryMs: number;

  constructor(pollEveryMs = 15_000) {
    this.#pollEveryMs = pollEveryMs;
  }

  /** A job was written, or soon will be. */
  hint(jobId: string, dueAt: number, now: number): void {
    const shard = this.#shard(shardOf(jobId));
    shard.recent.set(jobId, { dueAt, hintedAt: now });
    shard.wakeAt = Math.min(shard.wakeAt, dueAt);
  }

  /** Shards to read at `now`. */
  due(now: number): number[] {
    return this.#shards.flatMap((shard, index) => (this.#wakeAt(shard) <= now ? [index] : []));
  }

  /** A shard was read at `now`: these jobs were claimed, and of the rest the earliest is to run at `nextRunAt`. */
  polled(index: number, now: number, claimed: readonly string[], nextRunAt: number): void {
    const shard = this.#shard(index);
    for (const jobId of claimed) shard.recent.delete(jobId);
    shard.polledAt = now;
    shard.wakeAt = nextRunAt;
    for (const [jobId, { dueAt, hintedAt }] of shard.recent) {
      const age = now - hintedAt;
      if (age >= SETTLED_MS) shard.recent.delete(jobId);
      // Doubling: 25, 75, 175 ms … after the hint, so that a lost hint costs few reads.
      else shard.wakeAt = Math.min(shard.wakeAt, Math.max(dueAt, now + age + FIRST_RECHECK_MS));
    }
  }

  /** The earliest moment at which any shard is worth reading. */
  next(): number {
    return Math.min(...this.#shards.map((shard) => this.#wakeAt(shard)));
  }

  #wakeAt(shard: ShardState): number {
    return Math.min(shard.wakeAt, shard.polledAt + this.#pollEveryMs);
  }

  #shard(index: number): ShardState {
    const shard = this.#shards[index];
    if (!shard) throw new RangeError(`no shard ${index}`);
    return shard;
  }
}
