import { afterAll, expect, test } from 'vitest';
import { callOperation } from './context.ts';
import { backendBench, lifeOf } from './testing/bench.ts';

const bench = await backendBench({ LOADGATE_FAULTY_RELEASE: 'chat@2.5.0:1' });
afterAll(() => bench.close());
const { ctx } = bench;
let nth = 0;
const message = () => {
  nth++;
  // Each user a few: nobody is to meet the limit of messages.
  return bench.call(nth % 50, 'sendChatMessage', { messageId: `m${nth}`, recipientId: 'u59', text: 'hello' });
};
const wallet = () => bench.call(1, 'getWallet');

test('backend-crash: the process is gone, comes back at its address, and has what it acknowledged', async () => {
  expect(await message()).toBe('ok');
  const sent = nth;
  const life = lifeOf('backend-crash', {}, ctx);
  await life.apply();
  expect(await wallet()).toBe('no answer');
  await life.revert();
  const again = { messageId: `m${sent}`, recipientId: 'u59', text: 'hello' };
  expect(await bench.call(sent % 50, 'sendChatMessage', again)).toBe('ok');
  const { documents } = await callOperation<{ documents: unknown[] }>(ctx, 'exportDocuments', {
    collection: 'messages',
  });
  expect(documents).toHaveLength(sent);
});

test('backend-pause: nothing answers, then all goes on in the same process', async () => {
  const life = lifeOf('backend-pause', {}, ctx);
  await life.apply();
  expect(await bench.call(1, 'getWallet', {}, 500)).toBe('no answer');
  await life.revert();
  expect(await wallet()).toBe('ok');
});

test('clock-jump: the backend’s time is another, and is right again', async () => {
  const at = async () => (await callOperation<{ at: number }>(ctx, 'getFeatureFlagActivity', { key: 'chat_paid' })).at;
  const life = lifeOf('clock-jump', { byMs: -300_000 }, ctx);
  await life.apply();
  expect(Date.now() - (await at())).toBeGreaterThan(240_000);
  await life.revert();
  expect(Date.now() - (await at())).toBeLessThan(60_000);
});

test('store-errors: strikes its share of what it was told to, and ends', async () => {
  const life = lifeOf('store-errors', { fraction: 1, on: 'writes' }, ctx);
  await life.apply();
  expect([await wallet(), await message()]).toEqual(['ok', 'UNAVAILABLE']);
  await life.revert();
  expect(await message()).toBe('ok');
});

test('store-latency: every access waits', async () => {
  const life = lifeOf('store-latency', { ms: 300, jitterMs: 0 }, ctx);
  await life.apply();
  const from = performance.now();
  expect(await wallet()).toBe('ok');
  expect(performance.now() - from).toBeGreaterThanOrEqual(290);
  await life.revert();
  const { faults } = await ctx.target<{ faults: unknown[] }>('GET', '/chaos/faults');
  expect(faults).toEqual([]);
});

test('cache-flush: what was cached is read again, as often as it is flushed', async () => {
  const profile = () => bench.call(1, 'getProfile', { userId: 'u3' });
  const entries = async () => {
    const text = await (await fetch(`${bench.url}/metrics`)).text();
    return [...text.matchAll(/^cache_entries\{[^}]*\} (\d+)/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
  };
  await profile();
  expect(await entries()).toBeGreaterThan(0);
  const life = lifeOf('cache-flush', { everyMs: 100 }, ctx);
  await life.apply();
  expect(await entries()).toBe(0);
  await profile();
  const over = new AbortController();
  const during = life.during(over.signal);
  await expect.poll(entries, { timeout: 10_000 }).toBe(0);
  over.abort();
  await expect(during).rejects.toThrow();
  await life.revert();
});

test('bad-release: safe rollback takes it back, says when, and the feature works with the stable version', async () => {
  const life = lifeOf('bad-release', { feature: 'chat', failFraction: 1 }, ctx);
  expect(life.fault.backendEnv).toEqual({ LOADGATE_FAULTY_RELEASE: 'chat@2.5.0:1' });
  await life.apply();
  const appliedAt = Date.now();
  expect(await life.fault.detected(ctx, appliedAt)).toBeNull();
  for (let n = 0; n < 10; n++) expect(await message()).toBe('INTERNAL');
  const seen = await life.fault.detected(ctx, appliedAt);
  expect(seen?.at).toBeGreaterThanOrEqual(appliedAt);
  expect(seen?.by).toMatch(/^safe rollback: /);
  expect(await message()).toBe('ok');
  await life.revert();
  expect(await message()).toBe('ok');
});

test.each(['graceful_degradation', 'complete_disable', 'redirect_to_stable'] as const)(
  'bad-release that falls back to %s, or that nobody noticed: the feature is whole again',
  async (fallback) => {
    for (const errors of [10, 3]) {
      const life = lifeOf('bad-release', { feature: 'chat', failFraction: 1, fallback }, ctx);
      await life.apply();
      for (let n = 0; n < errors; n++) await message();
      await life.revert();
      expect(await message()).toBe('ok');
      const { status } = await callOperation<{ status: object }>(ctx, 'getFeatureStatus', { feature: 'chat' });
      expect(status).toMatchObject({ enabled: true, currentVersion: '2.4.0' });
      expect(status).not.toMatchObject({ degradedMode: true });
    }
  },
);
