import { describe, expect, test } from 'vitest';
import { refusalOf } from '../testing/index.ts';
import { COOL_DOWN_MS } from './index.ts';
import { beta, betaWorld, rollbackWorld, stable } from './testing.ts';

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
