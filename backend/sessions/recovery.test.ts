import { describe, expect, test } from 'vitest';
import { getJobQueue } from '../scheduler/index.ts';
import { ledgerTotals } from '../wallet/index.ts';
import type { AttemptDoc } from './attempts.ts';
import { RECOVERY } from './policy.ts';
import { GRANT, interrupted, type SessionWorld, sessionWorld } from './testing.ts';

const KINDS = ['chat', 'voice', 'video'] as const;

const attemptsOf = async (world: SessionWorld, sessionId: string): Promise<AttemptDoc[]> =>
  ((await world.as('op', { admin: true })('getRecoveryAttempts', { sessionId })) as { attempts: AttemptDoc[] })
    .attempts;

test('the table is that of the source', () => {
  expect(RECOVERY).toEqual({
    chat: { maxAttempts: 3, delayMs: 10_000, graceMs: 120_000 },
    voice: { maxAttempts: 3, delayMs: 10_000, graceMs: 30_000 },
    video: { maxAttempts: 3, delayMs: 10_000, graceMs: 30_000 },
  });
});

describe.each(KINDS)('an interrupted %s session', (kind) => {
  const graceMs = RECOVERY[kind].graceMs;
  const lost = kind === 'chat' ? 'ended' : 'refunded';

  test('is tried at 10, 20 and 30 s, and lost when nobody comes back within its grace', async () => {
    const { world, sessionId } = await interrupted(kind);
    const at = world.clock.now();
    expect((await world.session(sessionId)).graceEndsAt).toBe(at + graceMs);
    const seen: [number, string, number][] = [];
    const note = async () => {
      const { status, attempts } = await world.session(sessionId);
      seen.push([world.clock.now() - at, status, attempts]);
    };
    for (const ms of [9_999, 1, 9_999, 1, 9_999]) {
      await world.elapse(ms);
      await note();
    }
    expect(seen).toEqual([
      [9_999, 'interrupted', 0],
      [10_000, 'recovering', 1],
      [19_999, 'recovering', 1],
      [20_000, 'recovering', 2],
      [29_999, 'recovering', 2],
    ]);
    await world.elapse(graceMs - 29_999 - 1);
    expect(await world.status(sessionId)).toBe('recovering');
    await world.elapse(1);
    expect(await world.session(sessionId)).toMatchObject({ status: lost, attempts: 3, endReason: 'not-recovered' });
    const attempts = await attemptsOf(world, sessionId);
    expect(attempts.map(({ dueAt, status }) => [dueAt - at, status])).toEqual([
      [10_000, 'failed'],
      [20_000, 'failed'],
      [30_000, 'failed'],
    ]);
    await world.elapse(300_000);
    expect(await getJobQueue(world.system)).toMatchObject({ waiting: 0, dead: 0 });
  });

  test.each([1, 2, 3])('recovers at attempt %d when both are back by then', async (n) => {
    const { world, sessionId } = await interrupted(kind);
    await world.elapse(n * 10_000 - 1_000);
    await world.beat(sessionId, 'a');
    await world.beat(sessionId, 'b');
    expect(await world.status(sessionId)).toBe(n === 1 ? 'interrupted' : 'recovering');
    await world.elapse(1_000);
    expect(await world.session(sessionId)).toMatchObject({ status: 'active', attempts: n, recoveries: 1 });
    expect((await attemptsOf(world, sessionId)).at(-1)).toMatchObject({
      attempt: n,
      status: 'recovered',
      callerBack: true,
      calleeBack: true,
    });
  });

  test('does not recover by one participant alone, nor by heartbeats from before the interruption', async () => {
    const { world, sessionId } = await interrupted(kind);
    await world.elapse(5_000);
    await world.beat(sessionId, 'a');
    expect(await world.as('a')('attemptSessionRecovery', { sessionId })).toMatchObject({ status: 'interrupted' });
    await world.elapse(25_000);
    expect(await world.status(sessionId)).not.toBe('active');
    expect((await attemptsOf(world, sessionId)).map(({ callerBack, calleeBack }) => [callerBack, calleeBack])).toEqual([
      [true, false],
      [true, false],
      [true, false],
    ]);
  });

  test.each([
    [0, 'active'],
    [1, 'interrupted'],
  ])('recovers at once when both ask for it, until grace ends (%d ms beyond it: %s)', async (beyond, expected) => {
    const { world, sessionId } = await interrupted(kind);
    // No jobs run here: only the participants act.
    world.clock.advance(graceMs + beyond - 10);
    await world.beat(sessionId, 'b');
    world.clock.advance(10);
    expect(await world.as('a')('attemptSessionRecovery', { sessionId })).toMatchObject({ status: expected });
  });

  test('leaves no job behind when it is ended or recovered early', async () => {
    for (const finish of ['endCall', 'attemptSessionRecovery']) {
      const { world, sessionId } = await interrupted(kind);
      world.clock.advance(1);
      await world.beat(sessionId, 'b');
      await world.as('a')(finish, { sessionId });
      expect(await getJobQueue(world.system)).toMatchObject({ waiting: 0 });
      expect(await attemptsOf(world, sessionId)).toMatchObject([{ status: 'cancelled' }]);
    }
  });
});

test('a lost call is refunded its unused minutes, the commission on used ones stays', async () => {
  const world = await sessionWorld();
  const sessionId = await world.start('video', 'k1', 10);
  for (let s = 0; s < 130; s += 10) {
    await world.elapse(10_000);
    await world.beat(sessionId, 'a', 'b');
  }
  await world.as('b')('markSessionInterrupted', { sessionId, reason: 'network_error' });
  await world.elapse(30_000);
  expect(await world.as('a')('getSessionStatus', { sessionId })).toEqual({
    sessionId,
    status: 'refunded',
    kind: 'video',
    attempts: 3,
    refunded: 140,
  });
  // 130 s are three started minutes of 20 tokens: 48 to the callee, 12 commission; time while interrupted is not used.
  expect([await world.balance('a'), await world.balance('b')]).toEqual([GRANT - 60, GRANT + 48]);
  expect((await ledgerTotals(world.store)).byKind).toMatchObject({ platform: { total: 12 }, escrow: { total: 0 } });
});

test('a lost chat refunds nothing', async () => {
  const { world, sessionId } = await interrupted('chat');
  await world.elapse(120_000);
  expect(await world.session(sessionId)).toMatchObject({ status: 'ended', refunded: 0 });
  expect([await world.balance('a'), await world.balance('b')]).toEqual([GRANT, GRANT]);
});

test('time while interrupted is neither used nor taken from the booking', async () => {
  const world = await sessionWorld();
  const sessionId = await world.start('voice', 'k1', 2);
  world.clock.advance(30_000);
  await world.as('a')('markSessionInterrupted', { sessionId, reason: 'x' });
  world.clock.advance(20_000);
  await world.beat(sessionId, 'a', 'b');
  await world.as('a')('attemptSessionRecovery', { sessionId });
  const { endsAt, usedMs } = await world.session(sessionId);
  expect([(endsAt ?? 0) - world.clock.now(), usedMs]).toEqual([90_000, 30_000]);
  world.clock.advance(30_000);
  expect(await world.as('a')('endCall', { sessionId })).toMatchObject({ billedMinutes: 1, refunded: 10 });
});

// Sweeps run every 10 s, so silence of 30 s is found within 40 s.
test.each([
  [29_999, 'active'],
  [39_999, 'interrupted'],
])('a caller who has been silent for %d ms, while the callee goes on: %s', async (ms, status) => {
  const world = await sessionWorld();
  const sessionId = await world.start('voice');
  for (let left = ms; left > 0; left -= 5_000) {
    await world.elapse(Math.min(left, 5_000));
    await world.beat(sessionId, 'b');
  }
  // The call counts as used until the caller was last seen: at its start.
  expect(await world.session(sessionId)).toMatchObject({ status, usedMs: 0 });
});

test('each later interruption has its own three attempts', async () => {
  const { world, sessionId } = await interrupted('voice');
  await world.elapse(15_000);
  await world.beat(sessionId, 'a', 'b');
  await world.elapse(5_000);
  expect(await world.session(sessionId)).toMatchObject({ status: 'active', attempts: 2 });
  await world.as('b')('markSessionInterrupted', { sessionId, reason: 'again' });
  expect(await world.session(sessionId)).toMatchObject({ status: 'interrupted', attempts: 0, interruptions: 2 });
  await world.elapse(30_000);
  expect(await world.session(sessionId)).toMatchObject({ status: 'refunded', attempts: 3 });
});

test('an attempt whose turn has passed does nothing', async () => {
  const { world, sessionId } = await interrupted('voice');
  const attempt = (interruption: number, n: number) =>
    world.backend.runJob({
      kind: 'session-recovery-attempt',
      payload: { sessionId, interruption, attempt: n },
      jobId: 'late',
    });
  const unmoved = await world.session(sessionId);
  await attempt(1, 2);
  await attempt(2, 1);
  expect(await world.session(sessionId)).toEqual(unmoved);
  await attempt(1, 1);
  const tried = await world.session(sessionId);
  expect(tried).toMatchObject({ status: 'recovering', attempts: 1 });
  await attempt(1, 1);
  expect(await world.session(sessionId)).toEqual(tried);
  await world.as('a')('endCall', { sessionId });
  const over = await world.session(sessionId);
  await attempt(1, 2);
  expect(await world.session(sessionId)).toEqual(over);
});
