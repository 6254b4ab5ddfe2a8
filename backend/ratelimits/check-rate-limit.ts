import type { Context } from '../operations/index.ts';
import { increment } from '../ports/index.ts';
import { Combiner } from './combiner.ts';
import { rateLimitPath, readUsage, violationPath } from './documents.ts';
import { RATE_LIMITS, type WindowLimit, type WindowLimitType } from './limits.ts';
import { type Judgement, judge, type Usage } from './sliding-window.ts';

export interface RateLimitResult {
  readonly allowed: boolean;
  /** Whole seconds after which a call would be let through; absent when this one was. */
  readonly retryAfter?: number;
}

export type RateLimitContext = Pick<Context, 'store' | 'clock' | 'log'>;
export type CheckRateLimit = (
  ctx: RateLimitContext,
  userId: string,
  type: WindowLimitType,
  key?: string,
) => Promise<RateLimitResult>;

interface Check {
  readonly ctx: RateLimitContext;
  readonly userId: string;
  readonly type: WindowLimitType;
  readonly key: string | null;
}

/** Within a process the combiner leaves nothing to fight over, so attempts are lost to other processes only. */
const MAX_ATTEMPTS = 20;

/**
 * Makes `checkRateLimit(ctx, userId, type, key?)` of pack 353 §1: counts one call of the user and says whether it may go on. With a
 * `key`, repeats of an accepted call within the window are let through without counting again.
 *
 * Exact under concurrency: calls of one user in one process are judged in batches, one transaction each; several processes
 * meet in the store's transaction on the user's document. Where that gives up (`aborted`), the call is refused, never waved through.
 * A call is counted before its work starts, so one that fails later has still used its place.
 */
export function rateLimitChecker(): CheckRateLimit {
  const combiner = new Combiner<Check, RateLimitResult>((_path, checks) => judgeBatch(checks));
  return (ctx, userId, type, key) =>
    combiner.submit(rateLimitPath(userId, type), { ctx, userId, type, key: key ?? null });
}

async function judgeBatch(checks: readonly Check[]): Promise<RateLimitResult[]> {
  const [first] = checks;
  if (first === undefined) return [];
  const { ctx, userId, type } = first;
  const limit: WindowLimit = RATE_LIMITS[type];
  const judgements = await ctx.store.transaction(
    async (tx) => {
      const { usage: before } = await readUsage(tx, userId, type);
      const now = ctx.clock.now();
      const judged: Judgement[] = [];
      let usage: Usage = before;
      for (const { key } of checks) {
        const judgement = judge(limit, usage, now, key);
        usage = judgement.usage;
        judged.push(judgement);
      }
      const counted = judged.some(({ outcome }) => outcome !== 'still-blocked');
      if (counted) {
        const { accepted, blockedAt, blockedUntil } = usage;
        const expiresAt = Math.max(blockedUntil ?? 0, (accepted.at(-1)?.at ?? 0) + limit.windowMs);
        const calls = accepted.map(({ at, key }) => ({ at, key }));
        tx.set(rateLimitPath(userId, type), { userId, type, accepted: calls, blockedAt, blockedUntil, expiresAt });
      }
      const attempts = judged.filter(({ outcome }) => outcome.endsWith('-blocked')).length;
      if (attempts > 0 && usage.blockedAt !== null && usage.blockedUntil !== null) {
        const path = violationPath(userId, type, usage.blockedAt);
        const { blockedAt: at, blockedUntil } = usage;
        if (judged.some(({ outcome }) => outcome === 'newly-blocked')) {
          tx.set(path, { userId, type, at, blockedUntil, attempts, lastAt: now });
        } else {
          tx.update(path, { attempts: increment(attempts), lastAt: now });
        }
      }
      return judged;
    },
    { maxAttempts: MAX_ATTEMPTS },
  );
  if (judgements.some(({ outcome }) => outcome === 'newly-blocked')) {
    ctx.log.warn('rate limit exceeded', { userId, type, blockMs: limit.blockMs });
  }
  return judgements.map(({ retryAfterMs }) =>
    retryAfterMs === 0 ? { allowed: true } : { allowed: false, retryAfter: Math.ceil(retryAfterMs / 1000) },
  );
}
