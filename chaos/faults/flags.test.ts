import { afterAll, expect, test } from 'vitest';
import { callOperation } from './context.ts';
import { backendBench, lifeOf } from './testing/bench.ts';

const bench = await backendBench();
afterAll(() => bench.close());
let nth = 0;
const message = (n: number) => {
  nth++;
  return bench.call(n, 'sendChatMessage', { messageId: `m${nth}`, recipientId: 'u59', text: 'hello' });
};
const settingsOf = async (flag: string) => {
  const { flag: view } = await bench.ctx.target<{ flag: { state: string; rollout: number } }>(
    'GET',
    `/api/flags/${flag}`,
  );
  return { state: view.state, rollout: view.rollout };
};

test('kill-switch: nothing is accepted under it, it knows when that began, and the flag comes back as it was', async () => {
  const before = await settingsOf('chat_paid');
  const life = lifeOf('kill-switch', { flag: 'chat_paid' }, bench.ctx);
  expect(await message(1)).toBe('ok');
  await life.apply();
  const appliedAt = Date.now();
  expect(await life.fault.effect(bench.ctx, appliedAt)).toBeNull();
  expect(await message(1)).toBe('FEATURE_DISABLED');
  expect(await life.fault.effect(bench.ctx, appliedAt)).toEqual({
    at: appliedAt,
    by: 'last call accepted under chat_paid',
  });
  await life.revert();
  expect(await message(1)).toBe('ok');
  expect(await settingsOf('chat_paid')).toEqual(before);
  expect(bench.flips).toEqual(['chat_paid kill kill', 'chat_paid rollback on']);
});

test('kill-switch of a critical flag: its key is typed', async () => {
  const life = lifeOf('kill-switch', { flag: 'wallet' }, bench.ctx);
  await life.apply();
  expect(await bench.call(1, 'getWallet')).toBe('FEATURE_DISABLED');
  await life.revert();
  expect(await bench.call(1, 'getWallet')).toBe('ok');
});

test('rollout-step: serves a share, then the next, then all again', async () => {
  const users = Array.from({ length: 40 }, (_, n) => n);
  const served = async () => (await Promise.all(users.map(message))).filter((outcome) => outcome === 'ok').length;
  const life = lifeOf('rollout-step', { flag: 'chat_paid', percentages: [10, 60] }, bench.ctx);
  await life.apply();
  const few = await served();
  await life.during(AbortSignal.timeout(60_000));
  const more = await served();
  expect(few).toBeLessThan(more);
  expect(more).toBeLessThan(users.length);
  await life.revert();
  expect(await served()).toBe(users.length);
});

test('rapid-toggles: flips until it is told to stop, then is as before, and the audit has every flip', async () => {
  const flips = bench.flips.length;
  const life = lifeOf('rapid-toggles', { flag: 'chat_paid', everyMs: 50 }, bench.ctx);
  const over = new AbortController();
  await life.apply();
  const during = life.during(over.signal);
  await expect.poll(() => bench.flips.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(flips + 5);
  over.abort();
  await expect(during).rejects.toThrow();
  await life.revert();
  expect((await settingsOf('chat_paid')).state).toBe('on');
  const page = { key: 'chat_paid', limit: 200 };
  const { entries, faults } = await callOperation<{ entries: unknown[]; faults: unknown[] }>(
    bench.ctx,
    'getFeatureFlagHistory',
    page,
  );
  expect(faults).toEqual([]);
  expect(entries.length).toBeGreaterThanOrEqual(bench.flips.length - flips);
});

test.each([
  ['country-off', { country: 'PL', feature: 'chat' }, (user: { country: string }) => user.country === 'PL'],
  [
    'platform-off',
    { platform: 'android', feature: 'chat' },
    (user: { platform: string }) => user.platform === 'android',
  ],
] as const)('%s: only those there are refused', async (name, params, isThere) => {
  const [there = -1] = bench.usersWhere((user) => isThere(user) && user.n < 59);
  const [elsewhere = -1] = bench.usersWhere((user) => !isThere(user) && user.n < 59);
  const life = lifeOf(name, params, bench.ctx);
  await life.apply();
  expect([await message(there), await message(elsewhere)]).toEqual(['FEATURE_DISABLED', 'ok']);
  await life.revert();
  expect(await message(there)).toBe('ok');
});

test('a rule that stood before is put back', async () => {
  const rule = { country: 'FR', feature: 'chat', value: { enabled: true }, reason: 'test', confirm: 'chat' };
  await callOperation(bench.ctx, 'setCountryFeature', rule);
  const life = lifeOf('country-off', { country: 'FR', feature: 'chat' }, bench.ctx);
  await life.apply();
  await life.revert();
  const again = await life.fault.prepare(bench.ctx);
  expect(again).toEqual({ value: { enabled: true } });
});

test('a flag that does not exist is refused before anything changes', async () => {
  await expect(lifeOf('kill-switch', { flag: 'chat_payd' }, bench.ctx).apply()).rejects.toThrow('chat_payd');
});
