/** How often and how fast a failing job is tried again. */
export interface RetryPolicy {
  /** Runs in all; after the last one the job is dead. */
  readonly maxAttempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 10, firstDelayMs: 1_000, maxDelayMs: 5 * 60_000 };

/** Doubling delay after the `attempt`-th failure (1-based), in ms; `chance` in [0, 1) spreads it over the upper half against stampedes. */
export function retryDelay(policy: RetryPolicy, attempt: number, chance: number): number {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * chance);
}

/** The first slot after `now` of a job that recurs every `everyMs`; slots that were missed are skipped, not caught up. */
export function nextSlot(previous: number, everyMs: number, now: number): number {
  const missed = Math.max(0, Math.floor((now - previous) / everyMs));
  return previous + (missed + 1) * everyMs;
}
