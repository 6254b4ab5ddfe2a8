import { describe, expect, test } from 'vitest';
import { ManualClock } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { CrashingStore } from '../store/testing/crashing-store.ts';
import { refusalOf } from '../testing/index.ts';
import { COOL_DOWN_MS, parseFaultyReleases } from './index.ts';
import { rollbackWorld } from './testing.ts';

const stable = { feature: 'chat', version: '2.4.0', markAsStable: true };
const beta = { feature: 'chat', version: '2.5.0', fallbackLogic: 'redirect_to_stable' };

/** A world in which 2.4.0 is stable and 2.5.0 has just been deployed. */
async function betaWorld(options: object = {}, world = rollbackWorld()) {
  await world.admin('deployFeatureVersion', stable);
  await world.admin('deployFeatureVersion', { ...beta, ...options });
  return world;
}

test('versions serve as they are deployed, and an operation has an implementation for each', async () => {
  const world = rollbackWorld();
  expect(await world.send()).toEqual({ ran: 'the newest implementation', mode: 'normal', version: null });
  await world.admin('deployFeatureVersion', stable);
  expect(await world.send()).toEqual({ ran: 'the implementation of 2.4.0' });
  await world.admin('deployFeatureVersion', beta);
  expect(await world.send()).toEqual({ ran: 'the newest implementation', mode: 'normal', version: '2.5.0' });
  expect(await world.status()).toMatchObject({
    enabled: true,
    currentVersion: '2.5.0',
    lastStableVersion: '2.4.0',
    errorThreshold: 10,
    versions: [
      { version: '2.5.0', stable: false, deployedBy: 'op' },
      { version: '2.4.0', stable: true },
    ],
  });
});

describe('the threshold', () => {
  test.each([
    [9, '2.5.0'],
    [10, '2.4.0'],
  ])('%d consecutive errors leave version %s', async (errors, version) => {
    const world = await betaWorld();
    await world.fail(errors);
    expect((await world.status()).currentVersion).toBe(version);
  });

  test('is the one that was deployed with the version', async () => {
    const world = await betaWorld({ errorThreshold: 3 });
    await world.fail(2);
    expect((await world.status()).currentVersion).toBe('2.5.0');
    await world.fail(1);
    expect((await world.status()).currentVersion).toBe('2.4.0');
  });

  test('a success starts anew', async () => {
    const world = await betaWorld();
    await world.fail(9);
    await world.send();
    await world.fail(9);
    expect(await world.status()).toMatchObject({ currentVersion: '2.5.0', consecutiveErrors: 9 });
    await world.fail(1);
    expect((await world.status()).currentVersion).toBe('2.4.0');
  });

  test('refusals by design are neither errors nor successes', async () => {
    const world = await betaWorld();
    await world.fail(9);
    for (const fail of ['resource-exhausted', 'failed-precondition', 'not-found'])
      await world.send({ fail }).catch(() => {});
    expect((await world.status()).consecutiveErrors).toBe(9);
    await world.fail(1);
    expect((await world.status()).currentVersion).toBe('2.4.0');
  });

  test('counts errors that are reported from elsewhere', async () => {
    const world = await betaWorld();
    await world.fail(9);
    await world.admin('recordFeatureError', { feature: 'chat', error: 'client crashed' });
    expect((await world.status()).currentVersion).toBe('2.4.0');
  });

  test('does nothing by itself where that was not wanted', async () => {
    const world = await betaWorld({ autoDisableOnError: false });
    await world.fail(50);
    expect(await world.status()).toMatchObject({ enabled: true, currentVersion: '2.5.0', consecutiveErrors: 50 });
  });

  test('200 calls that fail at once fall back once', async () => {
    const world = await betaWorld();
    await Promise.allSettled(Array.from({ length: 200 }, () => world.send({ fail: 'bug' })));
    expect((await world.history()).map(({ action }) => action)).toEqual(['rollback', 'deploy', 'deploy']);
  });
});

describe('a fallback really changes what the operation does', () => {
  test('redirect_to_stable runs the stable implementation', async () => {
    const world = await betaWorld();
    await world.fail(10);
    expect(await world.send({ fail: 'bug' })).toEqual({ ran: 'the implementation of 2.4.0' });
    expect((await world.status()).versions[0]).toMatchObject({ version: '2.5.0', rolledBackAt: world.clock.now() });
  });

  test('graceful_degradation runs in mode degraded', async () => {
    const world = await betaWorld({ fallbackLogic: 'graceful_degradation' });
    await world.fail(10);
    expect(await world.send()).toEqual({ ran: 'the newest implementation', mode: 'degraded', version: '2.5.0' });
    expect(await world.status()).toMatchObject({
      degradedMode: true,
      degradedReason: '10 consecutive errors of version 2.5.0: message delivery failed',
    });
  });

  test('complete_disable refuses, before anything else is done', async () => {
    const world = await betaWorld({ fallbackLogic: 'complete_disable' });
    await world.fail(10);
    expect(await refusalOf(world.send())).toMatchObject({
      code: 'failed-precondition',
      details: { reason: 'FEATURE_DISABLED', feature: 'chat', flag: 'chat_paid' },
    });
  });

  test('the flags see the same: their guard refuses what is disabled here', async () => {
    const world = await betaWorld({ fallbackLogic: 'complete_disable' }, rollbackWorld({ withFlags: true }));
    await world.fail(10);
    await Promise.resolve();
    expect(await refusalOf(world.send())).toMatchObject({ details: { reason: 'FEATURE_DISABLED' } });
    await world.admin('enableFeature', { feature: 'chat' });
    expect(await world.send()).toMatchObject({ version: '2.5.0' });
  });

  test('people are told', async () => {
    const world = await betaWorld();
    await world.fail(10);
    expect((await world.store.get('notifications/rollback:chat:3'))?.data).toMatchObject({
      severity: 'critical',
      title: 'chat: rolled back to its stable version',
    });
  });
});

describe('no flapping', () => {
  test('errors of the old version that arrive late do not roll back the stable one', async () => {
    const world = await betaWorld();
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const late = Array.from({ length: 100 }, () => world.send({ fail: 'bug', gate }));
    await world.fail(10);
    release();
    await Promise.allSettled(late);
    expect(await world.status()).toMatchObject({ enabled: true, currentVersion: '2.4.0', consecutiveErrors: 0 });
    world.clock.advance(COOL_DOWN_MS);
    expect(await world.send()).toEqual({ ran: 'the implementation of 2.4.0' });
  });

  test.each([
    [COOL_DOWN_MS - 1, true],
    [COOL_DOWN_MS, false],
  ])('after a fallback nothing more happens for the cool-down: %d ms later, enabled is %s', async (ms, enabled) => {
    const world = await betaWorld({ fallbackLogic: 'graceful_degradation' });
    await world.fail(10);
    await world.fail(100);
    expect(await world.status()).toMatchObject({ enabled: true, degradedMode: true });
    world.clock.advance(ms);
    await world.fail(1);
    expect(await world.status()).toMatchObject({ enabled });
  });

  test('a stable version that fails as well has nothing to go back to: the feature is disabled', async () => {
    const world = rollbackWorld();
    await world.admin('deployFeatureVersion', {
      ...stable,
      version: '2.4.1',
      fallbackLogic: 'redirect_to_stable',
    });
    await world.fail(10);
    expect(await world.status()).toMatchObject({ enabled: false, currentVersion: '2.4.1' });
  });

  test('nothing goes up again by itself', async () => {
    const world = await betaWorld({ fallbackLogic: 'complete_disable' });
    await world.fail(10);
    world.clock.advance(24 * 60 * 60_000);
    expect(await refusalOf(world.send())).toMatchObject({ details: { reason: 'FEATURE_DISABLED' } });
    await world.admin('deployFeatureVersion', { ...beta, version: '2.5.1' });
    expect((await world.status()).enabled).toBe(false);
    await world.admin('enableFeature', { feature: 'chat' });
    expect(await world.send()).toMatchObject({ version: '2.5.1', mode: 'normal' });
  });
});

describe('operators', () => {
  test('roll back, disable and enable by hand, with history', async () => {
    const world = await betaWorld();
    world.clock.advance(1);
    await world.admin('rollbackToVersion', { feature: 'chat', version: '2.4.0', reason: 'Critical bug found' });
    expect(await world.send()).toEqual({ ran: 'the implementation of 2.4.0' });
    world.clock.advance(1);
    await world.admin('disableFeature', { feature: 'chat', reason: 'Server maintenance' });
    expect(await refusalOf(world.send())).toMatchObject({ details: { disabledReason: 'Server maintenance' } });
    world.clock.advance(1);
    await world.admin('enableFeature', { feature: 'chat' });
    const history = (await world.history()).map(({ action, triggeredBy, adminId, reason, fromVersion, toVersion }) =>
      [action, triggeredBy, adminId, reason, fromVersion, toVersion].join(' | '),
    );
    expect(history).toEqual([
      'enable | manual | op | enabled by an operator | 2.4.0 | 2.4.0',
      'disable | manual | op | Server maintenance | 2.4.0 | 2.4.0',
      'rollback | manual | op | Critical bug found | 2.5.0 | 2.4.0',
      'deploy | manual | op | beta release | 2.4.0 | 2.5.0',
      'deploy | manual | op | stable release |  | 2.4.0',
    ]);
  });

  test('going back to another version ends the degradation of the one before', async () => {
    const world = await betaWorld({ fallbackLogic: 'graceful_degradation' });
    await world.fail(10);
    expect((await world.status()).degradedMode).toBe(true);
    await world.admin('rollbackToVersion', { feature: 'chat', version: '2.4.0', reason: 'x' });
    const { degradedMode, degradedReason } = await world.status();
    expect([degradedMode, degradedReason]).toEqual([undefined, undefined]);
  });

  test('repeats change nothing and leave no history', async () => {
    const world = await betaWorld();
    for (let i = 0; i < 3; i++) {
      await world.admin('markVersionStable', { feature: 'chat' });
      await world.admin('rollbackToVersion', { feature: 'chat', version: '2.4.0', reason: 'x' });
      await world.admin('disableFeature', { feature: 'chat', reason: 'x' });
    }
    expect(await world.history()).toHaveLength(5);
    expect((await world.status()).revision).toBe(5);
  });

  test('a version marked as stable is what a later one falls back to', async () => {
    const world = await betaWorld();
    await world.admin('markVersionStable', { feature: 'chat' });
    await world.admin('deployFeatureVersion', { ...beta, version: '2.6.0' });
    await world.fail(10);
    expect(await world.status()).toMatchObject({ currentVersion: '2.5.0', lastStableVersion: '2.5.0' });
  });

  test('unknown features and versions are refused with a hint', async () => {
    const world = await betaWorld();
    expect(await refusalOf(world.admin('disableFeature', { feature: 'chatt', reason: 'x' }))).toMatchObject({
      code: 'not-found',
      message: 'there is no feature "chatt": did you mean chat?',
    });
    const unknown = world.admin('rollbackToVersion', { feature: 'chat', version: '1.0.0', reason: 'x' });
    expect(await refusalOf(unknown)).toMatchObject({ code: 'not-found' });
    const noReason = world.admin('disableFeature', { feature: 'chat', reason: '' });
    expect(await refusalOf(noReason)).toMatchObject({ code: 'invalid-argument' });
    const user = world.as('u1')('disableFeature', { feature: 'chat', reason: 'x' });
    expect(await refusalOf(user)).toMatchObject({ code: 'permission-denied' });
  });
});

test('a document written by hand counts, and falls back as well', async () => {
  const world = rollbackWorld();
  const write = (data: object) => world.store.batch((w) => w.set('systemFeatureFlags/chat', { ...data }));
  await write({ enabled: false });
  expect(await refusalOf(world.send())).toMatchObject({ details: { reason: 'FEATURE_DISABLED' } });
  await write({
    enabled: true,
    currentVersion: '3.0.0',
    lastStableVersion: '2.4.0',
    fallbackLogic: 'redirect_to_stable',
  });
  await world.fail(10);
  expect(await world.send()).toEqual({ ran: 'the implementation of 2.4.0' });
  await write({ enabled: 'yes' });
  expect(await refusalOf(world.send())).toMatchObject({ details: { reason: 'FEATURE_DISABLED' } });
});

test('errors are kept for people, so many and no more', async () => {
  const world = await betaWorld({ autoDisableOnError: false });
  for (let s = 0; s < 60; s++) {
    await world.fail(15);
    world.clock.advance(1_000);
  }
  const kept = await world.store.count({ collection: 'featureErrors' });
  expect(kept).toBe(200);
  const { errors } = (await world.admin('getFeatureErrors', { feature: 'chat', limit: 20 })) as { errors: unknown[] };
  expect(errors).toHaveLength(20);
  expect(errors[0]).toEqual({
    feature: 'chat',
    version: '2.5.0',
    operation: 'send',
    userId: 'u1',
    error: 'message delivery failed',
    timestamp: world.clock.now() - 1_000,
  });
});

test('calls of features that nobody manages, and successes, cost no store access', async () => {
  const clock = new ManualClock(0);
  const store = new CrashingStore(new MemoryStore(clock), Number.POSITIVE_INFINITY);
  const world = rollbackWorld({ store, clock });
  await world.send();
  const once = store.steps;
  for (let i = 0; i < 1_000; i++) await world.send();
  expect(store.steps).toBe(once);
  await betaWorld({}, world);
  const deployed = store.steps;
  for (let i = 0; i < 1_000; i++) await world.send();
  expect(store.steps).toBe(deployed);
});

test('a planted bad release fails its share of calls, and is rolled back when a run of them is long enough', async () => {
  const world = await betaWorld({}, rollbackWorld({ faulty: parseFaultyReleases('chat@2.5.0:0.8'), seed: 7 }));
  let failed = 0;
  let calls = 0;
  while ((await world.status()).currentVersion === '2.5.0' && calls < 1_000) {
    calls++;
    await world.send().catch(() => failed++);
  }
  expect((await world.status()).currentVersion).toBe('2.4.0');
  expect(failed).toBeGreaterThanOrEqual(10);
  for (let i = 0; i < 100; i++) expect(await world.send()).toEqual({ ran: 'the implementation of 2.4.0' });
});

test.each(['chat', 'chat@2.5.0', 'chat@2.5.0:1.5', 'chat@2.5.0:x', '@1:0.5'])('%s is no faulty release', (text) => {
  expect(() => parseFaultyReleases(text)).toThrow('is not <feature>@<version>:<fraction up to 1>');
});
