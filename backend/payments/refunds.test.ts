import { expect, test } from 'vitest';
import { TEST_START } from '../testing/index.ts';
import { paymentsWorld } from './testing/payments-world.ts';
import { balance, buy, MINUTE, pay, tickets, transaction } from './testing/steps.ts';

test('refunds take tokens back in proportion, never below zero; the rest is for people', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  await world.deliver(pay(world, transactionId));
  const refund = (refunded: number) => world.deliver(pay(world, transactionId, { refunded }));
  expect(await refund(500)).toMatchObject({ action: 'refunded' });
  expect(await balance(world)).toBe(1000 - 250);
  // Late: less than what was given back by then.
  expect(await refund(400)).toMatchObject({ action: 'ignored' });
  await world.store.batch((writer) => writer.set('wallets/u1', { balance: 100, updatedAt: 0 }));
  expect(await refund(1999)).toMatchObject({ action: 'refunded' });
  expect(await balance(world)).toBe(0);
  expect(await transaction(world, transactionId)).toMatchObject({
    status: 'confirmed',
    refundedAmount: 1999,
    clawedBack: 350,
    shortfall: 650,
  });
  expect(await tickets(world)).toEqual([['shortfall', 'open']]);
});

test('a refund that is heard of before the payment leaves nothing behind', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  const refund = pay(world, transactionId, { refunded: 1999 });
  const paid = pay(world, transactionId, { refunded: 0 });
  await world.deliver(refund);
  await world.deliver(paid);
  expect(await balance(world)).toBe(0);
  expect(await transaction(world, transactionId)).toMatchObject({
    status: 'confirmed',
    credited: 1000,
    clawedBack: 1000,
  });
});

test('a verification also learns of refunds', async () => {
  const world = paymentsWorld();
  const { transactionId } = await buy(world);
  pay(world, transactionId, { refunded: 1999 });
  await world.runUntil(TEST_START + MINUTE);
  expect(await balance(world)).toBe(0);
  expect(await transaction(world, transactionId)).toMatchObject({ status: 'confirmed', clawedBack: 1000 });
});
