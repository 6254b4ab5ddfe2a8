import { describe, expect, test } from 'vitest';
import type { ManualClock, Store } from '../ports/index.ts';
import { MemoryStore, SqliteStore } from '../store/index.ts';
import { rateLimitChecker } from './check-rate-limit.ts';
import type { ViolationDoc } from './documents.ts';
import { RATE_LIMITS, WINDOW_LIMIT_TYPES } from './limits.ts';
import { testContext } from './testing/test-context.ts';

const allowedOf = (results: readonly { allowed: boolean }[]) => results.filter(({ allowed }) => allowed).length;
const many = <R>(count: number, call: (n: number) => Promise<R>) =>
  Promise.all(Array.from({ length: count }, (_, n) => call(n)));

const stores: readonly [string, (clock: ManualClock) => Store][] = [
  ['in memory', (clock) => new MemoryStore(clock)],
  ['in SQLite', (clock) => new SqliteStore(':memory:', clock)],
];

describe.each(stores)('%s', (_name, storeOf) => {
  test.each(WINDOW_LIMIT_TYPES)('%s: of 200 parallel calls exactly the limit is let through', async (type) => {
    const ctx = testContext(storeOf);
    const check = rateLimitChecker();
    const results = await many(200, () => check(ctx, 'u1', type));
    expect(allowedOf(results)).toBe(RATE_LIMITS[type].max);
    const waits = results.filter(({ retryAfter }) => (retryAfter ?? 0) > 0);
    expect(waits).toHaveLength(200 - RATE_LIMITS[type].max);
    await ctx.store.close();
  });

  test('the limit also holds across processes: eight checkers on one store', async () => {
    const ctx = testContext(storeOf);
    const checkers = Array.from({ length: 8 }, () => rateLimitChecker());
    const results = await many(200, (n) => (checkers[n % 8] ?? rateLimitChecker())(ctx, 'u1', 'CHAT_PAID'));
    expect(allowedOf(results)).toBe(30);
    await ctx.store.close();
  });
});

test('users do not use up each other’s limits', async () => {
  const ctx = testContext();
  const check = rateLimitChecker();
  const results = await many(90, (n) => check(ctx, `u${n % 3}`, 'CHAT_PAID'));
  expect(allowedOf(results)).toBe(90);
});

test('a block ends by itself, and the violation says how many calls it refused', async () => {
  const ctx = testContext();
  const check = rateLimitChecker();
  await many(3, () => check(ctx, 'u1', 'TOKEN_PURCHASE'));
  expect(await check(ctx, 'u1', 'TOKEN_PURCHASE')).toEqual({ allowed: false, retryAfter: 600 });
  ctx.clock.advance(599_999);
  expect(await check(ctx, 'u1', 'TOKEN_PURCHASE')).toEqual({ allowed: false, retryAfter: 1 });
  ctx.clock.advance(1);
  expect(await check(ctx, 'u1', 'TOKEN_PURCHASE')).toEqual({ allowed: true });

  const violations = await ctx.store.query<ViolationDoc>({ collection: 'rateLimitViolations' });
  expect(violations.map(({ data }) => data)).toEqual([
    { userId: 'u1', type: 'TOKEN_PURCHASE', at: 1_000_000, blockedUntil: 1_600_000, attempts: 2, lastAt: 1_599_999 },
  ]);
});

test('when the store fails, the call fails: nothing is waved through', async () => {
  const ctx = testContext();
  const failing = {
    ...ctx,
    store: Object.assign(Object.create(ctx.store), { transaction: () => Promise.reject(new Error('store is down')) }),
  };
  const check = rateLimitChecker();
  await expect(check(failing, 'u1', 'CHAT_PAID')).rejects.toThrow('store is down');
  expect(await check(ctx, 'u1', 'CHAT_PAID')).toEqual({ allowed: true });
});
