import { afterEach, describe, expect, test } from 'vitest';
import type { Provider } from '../../lib/api/index.ts';
import { payingBackend } from './testing/paying-backend.ts';
import { PROVIDERS } from './types.ts';

const MINUTE = 60_000;
let world: Awaited<ReturnType<typeof payingBackend>>;
const start = async (config: object = {}) => {
  world = await payingBackend(config);
  return world;
};
afterEach(() => world.close());

describe.each(PROVIDERS)('%s, over its real wire format', (provider: Provider) => {
  test('a purchase is begun, paid, told of by a signed event, and credited', async () => {
    const { buy, settled, statusOf, balanceOf, state } = await start();
    const { transactionId, status, providerTxId } = await buy('u1', { provider });
    expect(status).toBe('pending');
    await settled();
    expect(await statusOf('u1', transactionId)).toBe('confirmed');
    expect(await balanceOf('u1')).toBe(1000);
    const { payments, deliveries } = await state();
    expect(payments).toMatchObject([{ providerTxId, reference: transactionId, state: 'succeeded', paid: 1999 }]);
    expect(deliveries).toMatchObject([{ kind: 'succeeded', attempts: 1, acknowledged: 1, lastStatus: 200 }]);
  });

  test('a purchase whose event is lost is confirmed by its verification', async () => {
    const { fault, buy, settled, statusOf, advance } = await start();
    await fault({ fault: 'lost-webhooks', providers: [provider] });
    const { transactionId } = await buy('u1', { provider });
    await settled();
    expect(await statusOf('u1', transactionId)).toBe('pending');
    await advance(MINUTE);
    expect(await statusOf('u1', transactionId)).toBe('confirmed');
  });

  test('a forged event is refused, and nothing is credited that was not paid', async () => {
    const { fault, buy, settled, state, statusOf, balanceOf } = await start({
      customers: { abandons: 1, settleAfterMs: 0, jitterMs: 0 },
    });
    await fault({ fault: 'forged-webhooks', providers: [provider] });
    const { transactionId } = await buy('u1', { provider });
    await settled();
    expect((await state()).deliveries).toMatchObject([{ forged: true, lastStatus: 403, acknowledged: 0, givenUp: 1 }]);
    expect(await statusOf('u1', transactionId)).toBe('pending');
    expect(await balanceOf('u1')).toBe(0);
  });

  test('a wrong amount is escalated, by event and by verification', async () => {
    const { fault, buy, settled, statusOf, balanceOf, call } = await start();
    await fault({ fault: 'wrong-amount', providers: [provider] });
    const { transactionId } = await buy('u1', { provider });
    await settled();
    expect(await statusOf('u1', transactionId)).toBe('escalated');
    await call('admin', 'retryTransactionVerification', { transactionId });
    expect(await statusOf('u1', transactionId)).toBe('escalated');
    expect(await balanceOf('u1')).toBe(0);
  });

  test('money given back takes the tokens back, in part and in full, also after the event was lost', async () => {
    const { buy, settled, control, balanceOf, fault, call } = await start();
    const { transactionId, providerTxId } = await buy('u1', { provider });
    await settled();
    await control('POST', '/refunds', { providerTxId, amount: 1000 });
    await settled();
    expect(await balanceOf('u1')).toBe(1000 - Math.floor((1000 * 1000) / 1999));
    await fault({ fault: 'lost-webhooks' });
    await control('POST', '/refunds', { providerTxId });
    await settled();
    await call('admin', 'retryTransactionVerification', { transactionId });
    expect(await balanceOf('u1')).toBe(0);
  });

  test.each(['outage', 'error-code', 'garbage'] as const)(
    '%s: the purchase stays pending until it is over',
    async (fault) => {
      const { buy, statusOf, advance, settled, fault: apply, control, balanceOf } = await start();
      const { id } = await apply({ fault, providers: [provider] });
      const { transactionId, providerTxId } = await buy('u1', { provider });
      expect(providerTxId).toBe('');
      await advance(MINUTE);
      expect(await statusOf('u1', transactionId)).toBe('pending');
      await control('DELETE', `/faults/${id}`);
      await advance(4 * MINUTE);
      await settled();
      expect(await statusOf('u1', transactionId)).toBe('confirmed');
      expect(await balanceOf('u1')).toBe(1000);
    },
  );

  test('an answer that is lost does not make a second payment', async () => {
    const { buy, settled, fault, state, control, balanceOf, statusOf, advance } = await start();
    const { id } = await fault({ fault: 'lost-answer', providers: [provider] });
    const { transactionId, providerTxId } = await buy('u1', { provider });
    expect(providerTxId).toBe('');
    await control('DELETE', `/faults/${id}`);
    await advance(MINUTE);
    await settled();
    expect((await state()).payments).toHaveLength(1);
    expect(await statusOf('u1', transactionId)).toBe('confirmed');
    expect(await balanceOf('u1')).toBe(1000);
  });
});

test.each(['apple', 'google'] as const)(
  '%s: the receipt of the device confirms a purchase, and only its own',
  async (provider) => {
    const { fault, buy, settled, call, statusOf, balanceOf, providers } = await start();
    await fault({ fault: 'lost-webhooks' });
    const mine = await buy('u1', { provider });
    const theirs = await buy('u2', { provider });
    await settled();
    const response = await fetch(`${providers.urls[provider]}/${provider}/purchases/${mine.transactionId}`);
    const { receipt } = (await response.json()) as { receipt: string };
    const submit = (uid: string, transactionId: string, text = receipt) =>
      call(uid, 'submitPurchaseReceipt', { transactionId, receipt: text });
    await expect(submit('u2', theirs.transactionId)).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(submit('u2', mine.transactionId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(submit('u1', mine.transactionId, 'nonsense')).rejects.toThrow();
    for (let n = 0; n < 2; n++) expect(await submit('u1', mine.transactionId)).toMatchObject({ status: 'confirmed' });
    expect(await statusOf('u2', theirs.transactionId)).toBe('pending');
    expect([await balanceOf('u1'), await balanceOf('u2')]).toEqual([1000, 0]);
  },
);

test('many purchases under every fault of delivery at once: each is credited once', async () => {
  const { buy, settled, fault, state, statusOf, advance, balanceOf } = await start({
    seed: 7,
    customers: { settleAfterMs: 1, jitterMs: 30, declined: 0.1, declinedThenPays: 0.2, abandons: 0.05 },
  });
  await fault({ fault: 'lost-webhooks', fraction: 0.3 });
  await fault({ fault: 'duplicated-webhooks', params: { copies: 3, spreadMs: 40 } });
  await fault({ fault: 'delayed-webhooks', fraction: 0.5, params: { ms: 20, jitterMs: 50 } });
  await fault({ fault: 'reordered-webhooks', params: { windowMs: 60 } });
  await fault({ fault: 'forged-webhooks', fraction: 0.5 });
  await fault({ fault: 'fail-first', fraction: 0.5, params: { count: 1 } });
  const users = Array.from({ length: 45 }, (_, n) => `u${n}`);
  const bought = await Promise.all(
    users.map((uid, n) => buy(uid, { provider: PROVIDERS[n % 3] ?? 'stripe', packId: 'tokens-100' })),
  );
  await settled();
  for (const minutes of [1, 4, 10]) await advance(minutes * MINUTE);
  await settled();
  const { payments } = await state();
  const outcomes = new Map<string, number>();
  for (const [n, { transactionId }] of bought.entries()) {
    const uid = users[n] ?? '';
    const truth = payments.find(({ reference }) => reference === transactionId);
    const status = await statusOf(uid, transactionId);
    outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
    expect([uid, await balanceOf(uid)]).toEqual([uid, truth?.state === 'succeeded' ? 100 : 0]);
    expect(status).toBe(
      truth?.state === 'succeeded' ? 'confirmed' : truth?.state === 'failed' ? 'failed' : 'escalated',
    );
  }
  expect([...outcomes.keys()].sort()).toEqual(['confirmed', 'escalated', 'failed']);
});
