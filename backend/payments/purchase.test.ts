import { expect, test } from 'vitest';
import { refusalOf, TEST_START } from '../testing/index.ts';
import { ledgerTotals } from '../wallet/index.ts';
import { RETRY_OFFSETS_MS } from './schedule.ts';
import { paymentsWorld } from './testing/payments-world.ts';
import { audit, balance, buy, MINUTE, pay, tickets, transaction } from './testing/steps.ts';

test('tokens come with the confirmation, not before, and the audit tells the story', async () => {
  const world = paymentsWorld();
  const { transactionId, ...answer } = await buy(world);
  expect(answer).toEqual({ status: 'pending', providerTxId: `stripe-${transactionId}`, tokens: 1000 });
  expect(await balance(world)).toBe(0);
  expect(await world.deliver(pay(world, transactionId))).toEqual({ received: true, action: 'confirmed' });
  expect(await balance(world)).toBe(1000);
  expect(await world.call('u1', 'getTransactionStatus', { transactionId })).toEqual({
    transactionId,
    status: 'confirmed',
    tokens: 1000,
    retries: 0,
  });
  expect(await audit(world, transactionId)).toEqual([
    'created via purchase: nothing → pending',
    'begun via purchase: pending → pending',
    'confirmed via webhook: pending → confirmed',
  ]);
  expect(await ledgerTotals(world.store)).toMatchObject({
    sum: 0,
    byKind: { provider: { total: -1000 }, user: { total: 1000 } },
    mismatches: { count: 0 },
  });
  expect(await world.store.count({ collection: 'scheduledJobs' })).toBe(0);
});

test('the same purchaseId is the same purchase, of one user; for another pack it is refused', async () => {
  const world = paymentsWorld();
  const [first, second] = await Promise.all([buy(world), buy(world)]);
  expect(second.transactionId).toBe(first.transactionId);
  expect(world.stripe.payments.size).toBe(1);
  expect((await buy(world, {}, 'u2')).transactionId).not.toBe(first.transactionId);
  expect(await refusalOf(buy(world, { packId: 'tokens-100' }))).toMatchObject({ code: 'already-exists' });
  expect(await refusalOf(buy(world, { packId: 'tokens-7' }))).toMatchObject({
    code: 'invalid-argument',
    details: { field: 'packId' },
  });
  const { transactionId } = first;
  expect(await refusalOf(world.call('u2', 'getTransactionStatus', { transactionId }))).toMatchObject({
    code: 'not-found',
  });
});

test('the schedule of the source: 1, 5 and 15 minutes, then a ticket, within one purchase', async () => {
  expect(RETRY_OFFSETS_MS).toEqual([MINUTE, 5 * MINUTE, 15 * MINUTE]);
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  const at = async (minutes: number, ms = 0) => {
    await world.runUntil(TEST_START + minutes * MINUTE + ms);
    const { status, retries } = (await transaction(world, transactionId)) ?? {};
    return [status, retries];
  };
  expect(await at(1, -1)).toEqual(['pending', 0]);
  expect(await at(1)).toEqual(['pending', 1]);
  expect(await at(5, -1)).toEqual(['pending', 1]);
  expect(await at(5)).toEqual(['pending', 2]);
  expect(await at(15, -1)).toEqual(['pending', 2]);
  expect(await at(15)).toEqual(['escalated', 3]);
  expect(await tickets(world)).toEqual([['unresolved', 'open']]);
  expect(await at(600)).toEqual(['escalated', 3]);
  expect(await balance(world)).toBe(0);
});

test('a payment whose webhook was lost is confirmed by the first verification', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  pay(world, transactionId);
  await world.runUntil(TEST_START + MINUTE);
  expect(await transaction(world, transactionId)).toMatchObject({ status: 'confirmed', retries: 0 });
  expect(await balance(world)).toBe(1000);
});

test('an outage at the start is no error: the first verification begins the payment, once', async () => {
  const world = paymentsWorld();
  world.stripe.reachable = false;
  const { transactionId, ...answer } = await buy(world);
  expect(answer).toEqual({ status: 'pending', providerTxId: '', tokens: 1000 });
  world.stripe.reachable = true;
  world.stripe.loseAnswers = 1;
  await world.runUntil(TEST_START + MINUTE);
  expect(await transaction(world, transactionId)).toMatchObject({ providerTxId: null, retries: 1 });
  pay(world, transactionId);
  await world.runUntil(TEST_START + 5 * MINUTE);
  expect(await transaction(world, transactionId)).toMatchObject({ status: 'confirmed', retries: 1 });
  expect(world.stripe.payments.size).toBe(1);
});

test('a late confirmation after the escalation credits and closes the ticket', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  await world.runUntil(TEST_START + 15 * MINUTE);
  expect(await world.deliver(pay(world, transactionId))).toMatchObject({ action: 'confirmed' });
  expect(await balance(world)).toBe(1000);
  expect(await tickets(world)).toEqual([['unresolved', 'closed']]);
  expect((await audit(world, transactionId)).slice(-2)).toEqual([
    'escalated via retry: pending → escalated',
    'confirmed via webhook: escalated → confirmed',
  ]);
});

test('Google is told that the goods were delivered, also when it cannot be reached at first', async () => {
  const world = paymentsWorld();
  const { transactionId, providerTxId } = await buy(world, { provider: 'google' });
  const payment = world.google.paymentOf(transactionId);
  payment.state = 'succeeded';
  await world.deliver(world.google.eventFor(payment));
  world.google.reachable = false;
  await world.runUntil(TEST_START + 1000);
  expect(world.google.settled).toEqual([]);
  world.google.reachable = true;
  await world.runUntil(TEST_START + 10_000);
  expect(world.google.settled).toEqual([providerTxId]);
});

test('a purchase on a device is named by the store’s notification', async () => {
  const world = paymentsWorld();
  world.apple.namesPayments = false;
  const { transactionId, providerTxId } = await buy(world, { provider: 'apple' });
  expect(providerTxId).toBe('');
  await world.runUntil(TEST_START + MINUTE);
  expect(await transaction(world, transactionId)).toMatchObject({ status: 'pending', retries: 1, providerTxId: null });
  const payment = world.apple.paymentOf(transactionId);
  payment.state = 'succeeded';
  await world.deliver(world.apple.eventFor(payment));
  expect(await transaction(world, transactionId)).toMatchObject({
    status: 'confirmed',
    providerTxId: payment.providerTxId,
  });
});
