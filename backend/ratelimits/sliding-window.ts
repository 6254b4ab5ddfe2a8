import type { WindowLimit } from './limits.ts';

/** One call that was let through. */
export interface AcceptedCall {
  readonly at: number;
  readonly key: string | null;
}

/** What is known of one user under one limit. */
export interface Usage {
  /** Oldest first; never more than the limit's `max`. */
  readonly accepted: readonly AcceptedCall[];
  readonly blockedAt: number | null;
  readonly blockedUntil: number | null;
}

export const NO_USAGE: Usage = { accepted: [], blockedAt: null, blockedUntil: null };

export interface Judgement {
  readonly outcome: 'accepted' | 'repeated' | 'newly-blocked' | 'still-blocked';
  readonly usage: Usage;
  /** Milliseconds after which a call would be let through; 0 when this one was. */
  readonly retryAfterMs: number;
}

/**
 * The part of the usage that still matters. Times more than a window ahead of `now` come from a clock that was set back since;
 * keeping them would turn a temporary block into one as long as the jump.
 */
export function current(limit: WindowLimit, usage: Usage, now: number): Usage {
  const accepted = usage.accepted.filter(({ at }) => at > now - limit.windowMs && at < now + limit.windowMs);
  const { blockedAt, blockedUntil } = usage;
  const blocked = blockedAt !== null && blockedUntil !== null && now < blockedUntil && blockedAt < now + limit.windowMs;
  return blocked ? { accepted, blockedAt, blockedUntil } : { accepted, blockedAt: null, blockedUntil: null };
}

/** Milliseconds until a call would be let through: the block is over and the window has room. */
export function waitMs(limit: WindowLimit, usage: Usage, now: number): number {
  const { accepted, blockedUntil } = current(limit, usage, now);
  const oldest = accepted.length >= limit.max ? accepted[accepted.length - limit.max] : undefined;
  const roomAt = oldest === undefined ? now : oldest.at + limit.windowMs;
  return Math.max(0, roomAt - now, (blockedUntil ?? now) - now);
}

/**
 * Judges one call by a sliding log: the log holds the time of every accepted call of the last window, so that *any* interval
 * (t, t + windowMs] holds at most `max` of them, wherever it starts (a fixed window would let twice as many through around its edge).
 */
export function judge(limit: WindowLimit, before: Usage, now: number, key: string | null): Judgement {
  const usage = current(limit, before, now);
  if (key !== null && usage.accepted.some((call) => call.key === key)) {
    // Its place moves to now: the first attempt may have died before its work was done, and then the work is done now.
    const others = usage.accepted.filter((call) => call.key !== key);
    return { outcome: 'repeated', usage: { ...usage, accepted: placed(others, now, key) }, retryAfterMs: 0 };
  }
  if (usage.blockedUntil !== null) {
    return { outcome: 'still-blocked', usage, retryAfterMs: waitMs(limit, usage, now) };
  }
  if (usage.accepted.length >= limit.max) {
    const blocked = { ...usage, blockedAt: now, blockedUntil: now + limit.blockMs };
    return { outcome: 'newly-blocked', usage: blocked, retryAfterMs: waitMs(limit, blocked, now) };
  }
  return { outcome: 'accepted', usage: { ...usage, accepted: placed(usage.accepted, now, key) }, retryAfterMs: 0 };
}

/** In order even where the clock went back a little: `waitMs` counts on the oldest being first. */
const placed = (calls: readonly AcceptedCall[], at: number, key: string | null): AcceptedCall[] =>
  [...calls, { at, key }].sort((a, b) => a.at - b.at);
