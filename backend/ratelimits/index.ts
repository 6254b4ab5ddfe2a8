/** Rate limits of pack 353 §1: five limits as data, a stage that holds them, temporary blocks, violations, audited resets. */
import type { Module } from '../operations/index.ts';
import { cleanupRateLimits } from './administer.ts';
import { rateLimitChecker } from './check-rate-limit.ts';
import { CLEANUP_EVERY_MS } from './limits.ts';
import { operations } from './operations.ts';
import { rateLimitStage } from './stage.ts';

export {
  type ActiveSession,
  checkActiveSessions,
  claimActiveSession,
  readActiveSessions,
  releaseActiveSession,
} from './active-sessions.ts';
export { cleanupRateLimits, getRateLimitStatus, type LimitStatus, resetRateLimit } from './administer.ts';
export { type CheckRateLimit, type RateLimitResult, rateLimitChecker } from './check-rate-limit.ts';
export { RATE_LIMITS, type WindowLimit, type WindowLimitType } from './limits.ts';
export { rateLimitExceeded } from './stage.ts';

export function rateLimitsModule(): Module {
  return {
    name: 'ratelimits',
    operations,
    stages: [rateLimitStage(rateLimitChecker())],
    recurring: [
      {
        name: 'cleanupRateLimits',
        feature: 'rate_limits',
        everyMs: CLEANUP_EVERY_MS,
        run: async (ctx) => {
          const deleted = await cleanupRateLimits(ctx);
          if (deleted > 0) ctx.log.info('rate limit records cleaned up', { deleted });
        },
      },
    ],
  };
}
