import { describe, expect, test } from 'vitest';
import { callerContext, refusalOf } from '../testing/index.ts';
import { ledgerTotals } from '../wallet/index.ts';
import { billOf, minutesOf } from './billing.ts';
import { startCall } from './index.ts';
import type { SessionDoc } from './session.ts';
import { GRANT, seedUsers, sessionWorld } from './testing.ts';

const MINUTE = 60_000;

describe('minutes', () => {
  test.each([
    [0, 1],
    [1, 1],
    [MINUTE - 1, 1],
    [MINUTE, 1],
    [MINUTE + 1, 2],
    [10 * MINUTE, 10],
    [10 * MINUTE + 1, 11],
  ])('%d ms are %d started minutes', (ms, minutes) => expect(minutesOf(ms)).toBe(minutes));

  test.each([
    // kind, booked, used ms, charged, earning, commission, refunded
    ['voice', 10, 0, 10, 8, 2, 90],
    ['voice', 10, 3 * MINUTE, 30, 24, 6, 70],
    ['voice', 10, 10 * MINUTE, 100, 80, 20, 0],
    ['video', 10, 0, 20, 16, 4, 180],
    ['video', 1, MINUTE, 20, 16, 4, 0],
    ['chat', 0, 99 * MINUTE, 0, 0, 0, 0],
  ] as const)(
    '%s of %d minutes after %d ms: %d tokens, callee %d, commission %d, back %d',
    (kind, booked, ms, charged, earning, commission, refunded) => {
      const rate = { voice: 10, video: 20, chat: 0 }[kind];
      const session = { kind, ratePerMinute: rate, prepaid: booked * rate } as SessionDoc;
      expect(billOf(session, ms)).toMatchObject({ charged, earning, commission, refunded });
    },
  );
});

test('a call is prepaid, and its end pays the callee, the platform and the rest back', async () => {
  const world = await sessionWorld();
  const input = { callId: 'k1', calleeId: 'b', kind: 'video', scheduledMinutes: 10 };
  expect(await world.as('a')('startCall', input)).toEqual({
    sessionId: 'a~k1',
    status: 'active',
    ratePerMinute: 20,
    prepaid: 200,
    balance: GRANT - 200,
  });
  world.clock.advance(2 * MINUTE + 1);
  expect(await world.as('b')('sessionHeartbeat', { sessionId: 'a~k1' })).toMatchObject({ billedMinutes: 3 });
  const ended = { sessionId: 'a~k1', status: 'ended', billedMinutes: 3, charged: 60, refunded: 140 };
  expect(await world.as('b')('endCall', { sessionId: 'a~k1' })).toEqual(ended);
  world.clock.advance(MINUTE);
  expect(await world.as('a')('endCall', { sessionId: 'a~k1' })).toEqual(ended);
  expect(await world.as('a')('startCall', input)).toMatchObject({
    status: 'ended',
    prepaid: 200,
    balance: GRANT - 200,
  });
  expect([await world.balance('a'), await world.balance('b')]).toEqual([GRANT - 60, GRANT + 48]);
  const totals = await ledgerTotals(world.store);
  expect(totals).toMatchObject({ sum: 0, unbalanced: { count: 0 }, mismatches: { count: 0 } });
  expect(totals.byKind).toMatchObject({ escrow: { total: 0, nonZero: 0 }, platform: { total: 12 } });
});

test('a repeated start answers the first one; the same id for another call is refused', async () => {
  const world = await sessionWorld();
  const input = { callId: 'k1', calleeId: 'b', kind: 'voice', scheduledMinutes: 5 };
  const answers = await Promise.all(Array.from({ length: 20 }, () => world.as('a')('startCall', input)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await world.balance('a')).toBe(GRANT - 50);
  const other = await refusalOf(world.as('a')('startCall', { ...input, calleeId: 'c' }));
  expect(other).toMatchObject({ code: 'already-exists' });
});

test('calls are refused without the tokens, without the callee, with oneself, out of range', async () => {
  const world = await sessionWorld();
  await seedUsers(world.store, world.clock, ['poor'], 99);
  const call = (uid: string, over: object) =>
    refusalOf(world.as(uid)('startCall', { callId: 'k', calleeId: 'b', kind: 'voice', scheduledMinutes: 10, ...over }));
  expect(await call('poor', {})).toMatchObject({
    code: 'failed-precondition',
    details: { reason: 'insufficient-funds', balance: 99, needed: 100 },
  });
  expect(await call('a', { calleeId: 'nobody' })).toMatchObject({ code: 'not-found' });
  expect(await call('a', { calleeId: 'a' })).toMatchObject({ code: 'invalid-argument' });
  for (const scheduledMinutes of [0, 241, 1.5])
    expect(await call('a', { scheduledMinutes })).toMatchObject({ code: 'invalid-argument' });
  expect(await call('a', { callId: 'x~y' })).toMatchObject({ code: 'invalid-argument' });
});

describe('one voice or video session per user', () => {
  test('a busy caller and a busy callee are refused until the session is over', async () => {
    const world = await sessionWorld();
    await world.start('voice', 'k1', 10);
    world.clock.advance(4 * MINUTE);
    const call = (uid: string, calleeId: string) =>
      world.as(uid)('startCall', { callId: 'k2', calleeId, kind: 'video', scheduledMinutes: 1 });
    expect(await refusalOf(call('a', 'c'))).toMatchObject({
      code: 'resource-exhausted',
      details: { limit: 'VOICE_VIDEO', retryAfter: 360, busy: 'caller' },
    });
    expect(await refusalOf(call('b', 'c'))).toMatchObject({ details: { busy: 'caller' } });
    expect(await refusalOf(call('c', 'b'))).toMatchObject({ details: { busy: 'callee' } });
    await call('c', 'd');
    await world.as('a')('endCall', { sessionId: 'a~k1' });
    await call('a', 'b');
  });

  test('200 callers at once: exactly one reaches the callee', async () => {
    const world = await sessionWorld();
    const callers = Array.from({ length: 200 }, (_, i) => `u${i}`);
    await seedUsers(world.store, world.clock, callers, 100);
    const outcomes = await Promise.allSettled(
      callers.map((uid) =>
        world.as(uid)('startCall', { callId: 'k', calleeId: 'b', kind: 'voice', scheduledMinutes: 1 }),
      ),
    );
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(refused).toHaveLength(199);
    expect(new Set(refused)).toEqual(new Set(['resource-exhausted']));
  });

  test('one caller with 200 calls at once: exactly one starts and is paid', async () => {
    const world = await sessionWorld();
    const callees = Array.from({ length: 200 }, (_, i) => `u${i}`);
    await seedUsers(world.store, world.clock, callees);
    const outcomes = await Promise.allSettled(
      callees.map((calleeId, i) =>
        world.as('a')('startCall', { callId: `k${i}`, calleeId, kind: 'voice', scheduledMinutes: 1 }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await world.balance('a')).toBe(GRANT - 10);
  });
});

test('a call ends by itself when its booked minutes are used up', async () => {
  const world = await sessionWorld();
  const sessionId = await world.start('voice', 'k1', 2);
  for (let at = 0; at < 110_000; at += 10_000) {
    await world.elapse(10_000);
    await world.beat(sessionId, 'a', 'b');
  }
  expect(await world.status(sessionId)).toBe('active');
  await world.elapse(20_000);
  expect(await world.session(sessionId)).toMatchObject({ status: 'ended', endReason: 'booked-end', billedMinutes: 2 });
  expect(await world.balance('b')).toBe(GRANT + 16);
});

test('a heartbeat at the booked end ends the call at once', async () => {
  const world = await sessionWorld();
  const sessionId = await world.start('voice', 'k1', 1);
  world.clock.advance(MINUTE - 1);
  expect(await world.as('a')('sessionHeartbeat', { sessionId })).toMatchObject({ status: 'active' });
  world.clock.advance(1);
  expect(await world.as('a')('sessionHeartbeat', { sessionId })).toMatchObject({ status: 'ended', billedMinutes: 1 });
});

test('only participants see and end a session', async () => {
  const world = await sessionWorld();
  const sessionId = await world.start('voice');
  for (const name of ['endCall', 'sessionHeartbeat', 'getSessionStatus', 'attemptSessionRecovery'])
    expect(await refusalOf(world.as('c')(name, { sessionId }))).toMatchObject({ code: 'permission-denied' });
  const mark = world.as('c')('markSessionInterrupted', { sessionId, reason: 'x' });
  expect(await refusalOf(mark)).toMatchObject({ code: 'permission-denied' });
  expect(await refusalOf(world.as('a')('endCall', { sessionId: 'a~nope' }))).toMatchObject({ code: 'not-found' });
  expect(await world.status(sessionId)).toBe('active');
});

test('degraded calls are booked for five minutes at most', async () => {
  const world = await sessionWorld();
  const ctx = { ...callerContext(world.system, { uid: 'a' }), mode: 'degraded' as const };
  const answer = await startCall(ctx, { callId: 'k', calleeId: 'b', kind: 'voice', scheduledMinutes: 60 });
  expect(answer.prepaid).toBe(50);
});
