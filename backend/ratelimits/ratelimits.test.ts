import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineAdminOperation, type Operation, type RateLimitType } from '../operations/index.ts';
import {
  claimActiveSession,
  cleanupRateLimits,
  getRateLimitStatus,
  rateLimitsModule,
  releaseActiveSession,
} from './index.ts';
import { testContext } from './testing/test-context.ts';

const [stage] = rateLimitsModule().stages ?? [];
if (stage === undefined) throw new Error('the module brings no stage');

const operation = (rateLimit: RateLimitType): Operation =>
  defineAdminOperation({
    name: 'op',
    summary: '',
    access: 'user',
    feature: 'f',
    flag: null,
    rateLimit,
    input: z.unknown(),
    handler: async () => null,
  });

const call = (ctx: ReturnType<typeof testContext>, type: RateLimitType, input: unknown) =>
  stage.run(ctx, operation(type), input, async () => 'done');
const admin = (name: string, ctx: ReturnType<typeof testContext>, input: unknown) => {
  const found = rateLimitsModule().operations?.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return found.handler(ctx, input);
};

test('the refusal is resource-exhausted with retryAfter', async () => {
  const ctx = testContext();
  for (const panicId of ['p1', 'p2', 'p1']) expect(await call(ctx, 'PANIC_TRIGGER', { panicId })).toBe('done');
  await expect(call(ctx, 'PANIC_TRIGGER', { panicId: 'p3' })).rejects.toMatchObject({
    code: 'resource-exhausted',
    message: 'Rate limit exceeded. Retry after 1800 seconds',
    details: { retryAfter: 1800, limit: 'PANIC_TRIGGER', max: 2, windowSeconds: 600, blockSeconds: 1800 },
  });
});

test('a second voice or video session is refused while the first goes on; its own repeated start is not', async () => {
  const ctx = testContext();
  const session = { sessionId: 's1', callId: 'c1', kind: 'voice' as const, startedAt: 1_000_000, endsAt: 1_060_500 };
  expect(await call(ctx, 'VOICE_VIDEO', { callId: 'c1', kind: 'voice' })).toBe('done');
  await ctx.store.batch((writer) => claimActiveSession(writer, 'u1', session));
  expect(await call(ctx, 'VOICE_VIDEO', { callId: 'c1', kind: 'voice' })).toBe('done');
  for (const kind of ['voice', 'video']) {
    await expect(call(ctx, 'VOICE_VIDEO', { callId: 'c2', kind })).rejects.toMatchObject({
      code: 'resource-exhausted',
      details: { retryAfter: 61, limit: 'VOICE_VIDEO' },
    });
  }
  await expect(ctx.store.batch((writer) => claimActiveSession(writer, 'u1', session))).rejects.toMatchObject({
    code: 'already-exists',
  });
  await ctx.store.batch((writer) => releaseActiveSession(writer, 'u1'));
  expect(await call(ctx, 'VOICE_VIDEO', { callId: 'c2', kind: 'video' })).toBe('done');
});

test('an administrator sees and lifts a block; the reset is audited with what it lifted', async () => {
  const ctx = testContext();
  for (const purchaseId of ['a', 'b', 'c']) await call(ctx, 'TOKEN_PURCHASE', { purchaseId });
  await expect(call(ctx, 'TOKEN_PURCHASE', { purchaseId: 'd' })).rejects.toThrow('Retry after 600 seconds');
  const status = (await getRateLimitStatus(ctx, 'u1')).find(({ type }) => type === 'TOKEN_PURCHASE');
  expect(status).toEqual({
    type: 'TOKEN_PURCHASE',
    used: 3,
    max: 3,
    remaining: 0,
    blockedUntil: 1_600_000,
    retryAfter: 600,
  });
  const operator = { ...ctx, caller: { uid: 'ops', admin: true, superAdmin: false } };
  await admin('resetRateLimit', operator, { userId: 'u1', type: 'TOKEN_PURCHASE' });
  expect(await call(ctx, 'TOKEN_PURCHASE', { purchaseId: 'd' })).toBe('done');
  expect((await ctx.store.query({ collection: 'rateLimitAudit' })).map(({ data }) => data)).toEqual([
    {
      action: 'reset',
      userId: 'u1',
      type: 'TOKEN_PURCHASE',
      adminId: 'ops',
      at: 1_000_000,
      before: [{ type: 'TOKEN_PURCHASE', used: 3, blockedUntil: 1_600_000 }],
    },
  ]);
  expect(await admin('getRateLimitViolations', operator, { userId: 'u1', limit: 10 })).toMatchObject({
    violations: [{ type: 'TOKEN_PURCHASE', attempts: 1 }],
  });
});

test('the clean-up deletes what no longer limits anything, and nothing else', async () => {
  const ctx = testContext();
  for (let n = 0; n < 250; n++)
    await stage.run(
      { ...ctx, caller: { uid: `v${n}`, admin: false, superAdmin: false } },
      operation('CHAT_PAID'),
      {},
      async () => null,
    );
  ctx.clock.advance(59_999);
  await call(ctx, 'CHAT_PAID', {});
  expect(await cleanupRateLimits(ctx)).toBe(0);
  ctx.clock.advance(1);
  expect(await cleanupRateLimits(ctx)).toBe(250);
  expect(await ctx.store.count({ collection: 'rateLimits' })).toBe(1);
});

test('violations are deleted after 30 days', async () => {
  const ctx = testContext();
  for (const panicId of ['a', 'b', 'c']) await call(ctx, 'PANIC_TRIGGER', { panicId }).catch(() => null);
  const days = 24 * 3_600_000;
  ctx.clock.advance(30 * days - 1);
  await cleanupRateLimits(ctx);
  expect(await ctx.store.count({ collection: 'rateLimitViolations' })).toBe(1);
  ctx.clock.advance(1);
  await cleanupRateLimits(ctx);
  expect(await ctx.store.count({ collection: 'rateLimitViolations' })).toBe(0);
});
