import { setTimeout as sleep } from 'node:timers/promises';

/** The run's own clock: zero is the moment when the load starts, as everywhere in the plan. */
export class LoadClock {
  /** Unix milliseconds of zero. */
  readonly startedAt: number;

  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  /** ms since the load started. */
  elapsed(): number {
    return Date.now() - this.startedAt;
  }

  /** Resolves at `ms` after the start, at once where that is past; rejects with the signal's reason when the run is stopped before. */
  async until(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await sleep(Math.max(0, ms - this.elapsed()), undefined, { signal });
  }
}
