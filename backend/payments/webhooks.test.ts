import { expect, test } from 'vitest';
import { refusalOf, TEST_START } from '../testing/index.ts';
import { paymentsWorld } from './testing/payments-world.ts';
import { balance, buy, MINUTE, pay, tickets, transaction } from './testing/steps.ts';

test('duplicates, reordering and another way of hearing the same change nothing', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  const payment = world.stripe.paymentOf(transactionId);
  payment.state = 'failed';
  const failed = world.stripe.eventFor(payment);
  const paid = pay(world, transactionId);
  expect(await world.deliver(paid)).toMatchObject({ action: 'confirmed' });
  expect(await Promise.all([world.deliver(paid), world.deliver(paid)])).toEqual([
    { received: true, action: 'duplicate' },
    { received: true, action: 'duplicate' },
  ]);
  expect(await world.deliver(failed)).toMatchObject({ action: 'ignored' });
  expect(await world.deliver({ ...paid, eventId: 'another' })).toMatchObject({ action: 'ignored' });
  await world.call('admin', 'retryTransactionVerification', { transactionId });
  expect(await balance(world)).toBe(1000);
  expect(await transaction(world, transactionId)).toMatchObject({ status: 'confirmed' });
});

test('a failed payment that succeeds after all is credited: the money was taken', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  const payment = world.stripe.paymentOf(transactionId);
  payment.state = 'failed';
  expect(await world.deliver(world.stripe.eventFor(payment))).toMatchObject({ action: 'failed' });
  expect(await world.deliver(pay(world, transactionId))).toMatchObject({ action: 'confirmed' });
  expect(await balance(world)).toBe(1000);
});

test('a failure is not final: the verifications go on, and find the payment whose event was lost', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  const payment = world.stripe.paymentOf(transactionId);
  payment.state = 'failed';
  await world.deliver(world.stripe.eventFor(payment));
  await world.runUntil(TEST_START + 5 * MINUTE);
  expect(await transaction(world, transactionId)).toMatchObject({ status: 'failed', retries: 2 });
  pay(world, transactionId);
  await world.runUntil(TEST_START + 15 * MINUTE);
  expect(await transaction(world, transactionId)).toMatchObject({ status: 'confirmed', nextRetryAt: null });
});

test('a failure that stays one needs nobody: after the last verification it is final', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  world.stripe.paymentOf(transactionId).state = 'failed';
  await world.runUntil(TEST_START + MINUTE);
  expect(await transaction(world, transactionId)).toMatchObject({ status: 'failed', reason: 'card declined' });
  world.stripe.reachable = false;
  await world.runUntil(TEST_START + 60 * MINUTE);
  expect(await transaction(world, transactionId)).toMatchObject({ status: 'failed', retries: 3, nextRetryAt: null });
  expect(await tickets(world)).toEqual([]);
  expect(await world.store.count({ collection: 'scheduledJobs' })).toBe(0);
});

test.each([
  ['another amount', { amount: 1998 }],
  ['more', { amount: 199_900 }],
  ['another currency', { currency: 'idr' }],
])('%s is not credited but escalated, by webhook and by verification', async (_what, over) => {
  for (const how of ['webhook', 'verification']) {
    const world = paymentsWorld();
    const { transactionId } = await buy(world);
    const event = pay(world, transactionId, over);
    if (how === 'webhook') expect(await world.deliver(event)).toMatchObject({ action: 'mismatch' });
    else await world.runUntil(TEST_START + MINUTE);
    expect(await transaction(world, transactionId)).toMatchObject({ status: 'escalated', credited: 0 });
    expect(await balance(world)).toBe(0);
    expect(await tickets(world)).toEqual([['mismatch', 'open']]);
    const { notifications } = (await world.call('admin', 'listNotifications', {})) as { notifications: object[] };
    expect(notifications).toMatchObject([{ severity: 'critical', source: 'payments' }]);
  }
});

test('an amount that was only reported wrongly is credited once it is reported right', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  const event = pay(world, transactionId);
  await world.deliver({ ...event, amount: 1 });
  await world.call('admin', 'retryTransactionVerification', { transactionId });
  expect(await balance(world)).toBe(1000);
  expect(await tickets(world)).toEqual([['mismatch', 'closed']]);
});

test('the currency is compared as ISO codes, whatever their case', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  expect(await world.deliver(pay(world, transactionId, { currency: 'USD' }))).toMatchObject({ action: 'confirmed' });
});

test('one payment never pays for two purchases, and a second payment for one is given back by people', async () => {
  const world = paymentsWorld();
  const first = await buy(world);
  const second = await buy(world, { purchaseId: 'p2' });
  const event = pay(world, first.transactionId);
  await world.deliver(event);
  const reused = { ...event, eventId: 'e2', reference: second.transactionId };
  expect(await world.deliver(reused)).toMatchObject({ action: 'unmatched' });
  const twice = { ...event, eventId: 'e3', providerTxId: 'another-payment' };
  expect(await world.deliver(twice)).toMatchObject({ action: 'unmatched' });
  expect(await world.deliver({ ...twice, eventId: 'e4' })).toMatchObject({ action: 'unmatched' });
  const unknown = { ...event, eventId: 'e5', providerTxId: 'x', reference: 'no-such-purchase' };
  expect(await world.deliver(unknown)).toMatchObject({ action: 'unmatched' });
  expect(await balance(world)).toBe(1000);
  const { payments } = (await world.call('admin', 'listUnmatchedPayments', {})) as { payments: { reason: string }[] };
  expect(payments.map(({ reason }) => reason).sort()).toEqual([
    'it has paid for another purchase',
    'its purchase was paid before',
    'no purchase of ours goes with it',
  ]);
  // The stray payment is given back: the purchase keeps its tokens.
  const back = { ...twice, eventId: 'e6', outcome: 'refunded' as const };
  expect(await world.deliver(back)).toMatchObject({ action: 'ignored' });
  expect(await balance(world)).toBe(1000);
});

test('another provider’s event cannot confirm a purchase', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  const event = { ...pay(world, transactionId), provider: 'apple' as const };
  expect(await world.deliver(event)).toMatchObject({ action: 'unmatched' });
  expect(await balance(world)).toBe(0);
});

test('an event without a reference finds its purchase by the payment', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  expect(await world.deliver({ ...pay(world, transactionId), reference: null })).toMatchObject({ action: 'confirmed' });
});

test('a forged webhook is refused and changes nothing', async () => {
  const world = paymentsWorld();
  await buy(world);
  const before = world.store.dump();
  expect(await refusalOf(world.deliver({ provider: 'stripe', forged: true }))).toMatchObject({
    code: 'permission-denied',
  });
  expect(world.store.dump()).toEqual(before);
});
