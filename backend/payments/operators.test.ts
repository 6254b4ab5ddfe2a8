import { expect, test } from 'vitest';
import { createBackend } from '../app.ts';
import type { Query, Store } from '../ports/index.ts';
import { refusalOf, TEST_START } from '../testing/index.ts';
import { paymentsModule, retryTransactionVerification, type TransactionDoc } from './index.ts';
import { failureLevel, paymentFailureGauge } from './payment-failures.ts';
import { sweepPendingTransactions } from './sweep.ts';
import { paymentsWorld } from './testing/payments-world.ts';
import { buy, MINUTE, pay, transaction } from './testing/steps.ts';

test('a pending purchase whose job was lost is found by the sweep', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  pay(world, transactionId);
  await world.store.batch((writer) => writer.delete(`scheduledJobs/payment-retry:${transactionId}`));
  await world.runUntil(TEST_START + 3 * MINUTE - 1);
  await world.backend.runRecurring('sweepPendingTransactions');
  await world.runUntil(world.clock.now());
  expect(await transaction(world, transactionId)).toMatchObject({ status: 'pending' });
  world.clock.advance(1);
  await world.backend.runRecurring('sweepPendingTransactions');
  await world.runUntil(world.clock.now());
  expect(await transaction(world, transactionId)).toMatchObject({ status: 'confirmed' });
});

test('a purchase that is verified while the sweep runs keeps the job of its next verification', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  world.stripe.reachable = false;
  world.clock.advance(4 * MINUTE);
  const query = world.store.query.bind(world.store);
  world.store.query = (async (asked: Query) => {
    const docs = await query(asked);
    await retryTransactionVerification(world.ctx, { stripe: world.stripe }, transactionId, 1);
    return docs;
  }) as Store['query'];
  expect(await sweepPendingTransactions(world.ctx)).toBe(0);
  const job = await world.store.get(`scheduledJobs/payment-retry:${transactionId}`);
  expect(job?.data).toMatchObject({ dueAt: TEST_START + 5 * MINUTE, payload: { attempt: 2 } });
});

test('operators list pending purchases by age and see sums', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  await world.runUntil(TEST_START + 10 * MINUTE);
  await buy(world, { purchaseId: 'p2', provider: 'apple' });
  const list = (input: object) =>
    world.call('admin', 'listTransactions', input) as Promise<{
      transactions: TransactionDoc[];
      nextCursor: string | null;
    }>;
  const old = await list({ status: 'pending', olderThanMs: 10 * MINUTE });
  expect(old.transactions.map((one) => one.transactionId)).toEqual([transactionId]);
  const page = await list({ limit: 1 });
  const rest = await list({ limit: 1, cursor: page.nextCursor });
  expect([page, rest].flatMap(({ transactions }) => transactions.map((one) => one.provider))).toEqual([
    'stripe',
    'apple',
  ]);
  expect(await world.call('admin', 'getPaymentSummary', {})).toEqual({
    counts: {
      stripe: { pending: 1, confirmed: 0, failed: 0, escalated: 0 },
      apple: { pending: 1, confirmed: 0, failed: 0, escalated: 0 },
      google: { pending: 0, confirmed: 0, failed: 0, escalated: 0 },
    },
    totals: { pending: 2, confirmed: 0, failed: 0, escalated: 0 },
    due: 0,
    oldestPendingAt: TEST_START,
    nextRetryAt: TEST_START + 11 * MINUTE,
    unmatched: 0,
    failures: { decided: 0, failed: 0, rate: 0, level: 'unknown' },
  });
});

test('a provider without configuration is refused by name', async () => {
  const { ctx } = paymentsWorld();
  const backend = createBackend({ ...ctx, modules: [paymentsModule({})] });
  const user = { uid: 'u1', admin: false, superAdmin: false };
  const data = { purchaseId: 'p', provider: 'apple', packId: 'tokens-100' };
  expect(await refusalOf(backend.call('purchaseTokens', data, user, { ip: '', userAgent: '' }))).toMatchObject({
    code: 'failed-precondition',
    details: { reason: 'provider-not-configured', provider: 'apple' },
  });
});

test.each([
  [0, 0, 'unknown'],
  [19, 19, 'unknown'],
  [20, 1, 'ok'],
  [100, 5, 'ok'],
  [100, 6, 'warning'],
  [100, 10, 'warning'],
  [100, 11, 'critical'],
] as const)('of %i decided purchases %i failed: %s', (decided, failed, level) => {
  expect(failureLevel(decided, failed)).toBe(level);
});

test('the gauge counts what was decided in the last hour, without tokens or with', async () => {
  const world = paymentsWorld();
  for (let n = 0; n < 20; n++) {
    const { transactionId } = await buy(world, { purchaseId: `p${n}` });
    const event = pay(world, transactionId);
    await world.deliver(n < 3 ? { ...event, outcome: 'failed' } : event);
  }
  await buy(world, { purchaseId: 'undecided' });
  const reading = () => paymentFailureGauge.read(world.ctx);
  expect(await reading()).toEqual({ metric: 'payment_failures', value: 0.15, level: 'critical' });
  world.clock.advance(60 * MINUTE);
  expect(await reading()).toEqual({ metric: 'payment_failures', value: 0, level: 'unknown' });
});
