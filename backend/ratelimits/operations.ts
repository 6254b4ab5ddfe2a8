import { z } from 'zod';
import { defineAdminOperation, type Operation } from '../operations/index.ts';
import { getRateLimitStatus, listViolations, resetRateLimit } from './administer.ts';

const rateLimitType = z.enum(['CHAT_PAID', 'VOICE_VIDEO', 'TOKEN_PURCHASE', 'SUPPORT_TICKET', 'PANIC_TRIGGER']);
const userId = z.string().regex(/^[^/]{1,128}$/, 'a user id: 1 to 128 characters without "/"');
const FEATURE = 'rate_limits';

const status = defineAdminOperation({
  name: 'getRateLimitStatus',
  summary: 'Where a user stands under each rate limit.',
  access: 'admin',
  feature: FEATURE,
  flag: null,
  input: z.strictObject({ userId }),
  output: z.object({
    limits: z.array(
      z.object({
        type: rateLimitType,
        used: z.number(),
        max: z.number(),
        remaining: z.number(),
        blockedUntil: z.number().nullable(),
        retryAfter: z.number(),
      }),
    ),
  }),
  handler: async (ctx, input) => ({ limits: await getRateLimitStatus(ctx, input.userId) }),
});

const reset = defineAdminOperation({
  name: 'resetRateLimit',
  summary: 'Lifts a user’s block and forgets the calls counted so far, under one limit or all; audited.',
  access: 'admin',
  feature: FEATURE,
  flag: null,
  input: z.strictObject({ userId, type: rateLimitType.exclude(['VOICE_VIDEO']).optional() }),
  output: z.object({ userId: z.string() }),
  handler: async (ctx, input) => {
    await resetRateLimit(ctx, input.userId, input.type, ctx.caller?.uid ?? 'system');
    return { userId: input.userId };
  },
});

const violations = defineAdminOperation({
  name: 'getRateLimitViolations',
  summary: 'The newest violations of rate limits, of one user or of all.',
  access: 'admin',
  feature: FEATURE,
  flag: null,
  input: z.strictObject({ userId: userId.optional(), limit: z.int().min(1).max(500).default(100) }),
  output: z.object({
    violations: z.array(
      z.object({
        userId: z.string(),
        type: rateLimitType,
        at: z.number(),
        blockedUntil: z.number(),
        attempts: z.number(),
        lastAt: z.number(),
      }),
    ),
  }),
  handler: async (ctx, input) => ({ violations: await listViolations(ctx, input) }),
});

export const operations: readonly Operation[] = [status, reset, violations];
