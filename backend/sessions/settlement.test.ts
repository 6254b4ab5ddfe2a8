import { expect, test } from 'vitest';
import { refusalOf } from '../testing/index.ts';
import { ledgerTotals } from '../wallet/index.ts';
import { checkParticipantsOnline } from './index.ts';
import { GRANT, interrupted, sessionWorld } from './testing.ts';

test('marking twice, or a session that is over, changes nothing', async () => {
  const { world, sessionId } = await interrupted('voice');
  const before = await world.session(sessionId);
  world.clock.advance(5_000);
  const again = await world.as('b')('markSessionInterrupted', { sessionId, reason: 'other' });
  expect(again).toEqual({ sessionId, status: 'interrupted', graceEndsAt: before.graceEndsAt });
  expect(await world.session(sessionId)).toEqual(before);
  await world.as('a')('endCall', { sessionId });
  const over = await world.as('b')('markSessionInterrupted', { sessionId, reason: 'late' });
  expect(over).toEqual({ sessionId, status: 'ended', graceEndsAt: 0 });
});

test('an operator refunds by hand, once', async () => {
  const { world, sessionId } = await interrupted('voice');
  const refund = () => world.as('op', { admin: true })('initiateSessionRefund', { sessionId, reason: 'ticket 7' });
  const first = await refund();
  expect(first).toMatchObject({ status: 'refunded', charged: 10, refunded: 90 });
  expect(await refund()).toEqual(first);
  expect(await refusalOf(world.as('a')('initiateSessionRefund', { sessionId, reason: 'mine' }))).toMatchObject({
    code: 'permission-denied',
  });
  expect(await world.balance('a')).toBe(GRANT - 10);
});

test('ending, recovering and refunding at once settle exactly once', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const world = await sessionWorld({ seed });
    const sessionId = await world.start('video');
    await world.as('a')('markSessionInterrupted', { sessionId, reason: 'x' });
    world.clock.advance(30_000);
    await world.beat(sessionId, 'a', 'b');
    await Promise.all([
      world.as('a')('attemptSessionRecovery', { sessionId }),
      world.as('b')('endCall', { sessionId }),
      world.as('op', { admin: true })('initiateSessionRefund', { sessionId, reason: 'x' }),
      world.as('a')('endCall', { sessionId }),
      world.elapse(0),
    ]);
    expect(['ended', 'refunded']).toContain(await world.status(sessionId));
    expect((await world.balance('a')) + (await world.balance('b'))).toBe(2 * GRANT - 4);
    const totals = await ledgerTotals(world.store);
    expect(totals).toMatchObject({ sum: 0, mismatches: { count: 0 }, byKind: { escrow: { nonZero: 0 } } });
  }
});

test('who is online follows from heartbeats', async () => {
  const world = await sessionWorld();
  const sessionId = await world.start('voice');
  const online = () => checkParticipantsOnline(world.system, 'a', 'b');
  expect(await online()).toEqual({ userOnline: true, partnerOnline: true, bothOnline: true });
  world.clock.advance(29_999);
  await world.beat(sessionId, 'b');
  world.clock.advance(1);
  expect(await online()).toEqual({ userOnline: false, partnerOnline: true, bothOnline: false });
});
