import { OperationError } from '../../lib/wire/index.ts';
import type { RateLimitType, Stage } from '../operations/index.ts';
import { checkActiveSessions } from './active-sessions.ts';
import type { CheckRateLimit } from './check-rate-limit.ts';
import { RATE_LIMITS, type WindowLimit } from './limits.ts';

/** The refusal of pack 353 §1: `resource-exhausted` with `retryAfter` in whole seconds. */
export function rateLimitExceeded(type: RateLimitType, retryAfter: number): OperationError {
  const limit: WindowLimit | { kind: 'active-sessions'; max: number } = RATE_LIMITS[type];
  return new OperationError('resource-exhausted', `Rate limit exceeded. Retry after ${retryAfter} seconds`, {
    retryAfter,
    limit: type,
    max: limit.max,
    ...(limit.kind === 'window' && { windowSeconds: limit.windowMs / 1000, blockSeconds: limit.blockMs / 1000 }),
  });
}

function fieldOf(input: unknown, field: string): string | undefined {
  if (typeof input !== 'object' || input === null || !(field in input)) return undefined;
  const value = (input as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : undefined;
}

/** Counts every call of an operation that names a rate limit against the caller, before its handler runs. */
export function rateLimitStage(checkRateLimit: CheckRateLimit): Stage {
  return {
    name: 'rate-limits',
    async run(ctx, operation, input, next) {
      const { caller } = ctx;
      const type = operation.rateLimit;
      if (type === undefined || caller === null) return next(ctx);
      const key = fieldOf(input, RATE_LIMITS[type].key);
      const { allowed, retryAfter } =
        type === 'VOICE_VIDEO'
          ? await checkActiveSessions(ctx, caller.uid, fieldOf(input, 'kind') === 'video' ? 'video' : 'voice', key)
          : await checkRateLimit(ctx, caller.uid, type, key);
      if (!allowed) throw rateLimitExceeded(type, retryAfter ?? 1);
      return next(ctx);
    },
  };
}
