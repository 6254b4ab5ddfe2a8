import { describe, expect, test } from 'vitest';
import { ManualClock } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { CrashingStore } from '../store/testing/crashing-store.ts';
import { refusalOf } from '../testing/index.ts';
import { parseFaultyReleases } from './index.ts';
import { beta, betaWorld, rollbackWorld } from './testing.ts';

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

  test('a feature that reaches a critical flag needs its exact name typed', async () => {
    const world = await betaWorld();
    const wallet = { feature: 'wallet', reason: 'x' };
    for (const confirm of [undefined, 'Wallet'])
      expect(await refusalOf(world.admin('disableFeature', { ...wallet, ...(confirm && { confirm }) }))).toMatchObject({
        details: { reason: 'CONFIRMATION_REQUIRED' },
      });
    expect(await world.store.get('systemFeatureFlags/wallet')).toBeNull();
    expect(await world.admin('disableFeature', { ...wallet, confirm: 'wallet' })).toMatchObject({ enabled: false });
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

test('metrics show how features serve', async () => {
  const world = await betaWorld({ fallbackLogic: 'graceful_degradation' });
  await world.fail(3);
  const read = async (name: string) => world.backend.metrics.find((family) => family.name === name)?.read();
  expect(await read('feature_mode')).toEqual([{ labels: { feature: 'chat', version: '2.5.0' }, value: 0 }]);
  expect(await read('feature_consecutive_errors')).toEqual([{ labels: { feature: 'chat' }, value: 3 }]);
  await world.fail(7);
  expect(await read('feature_mode')).toEqual([{ labels: { feature: 'chat', version: '2.5.0' }, value: 1 }]);
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

test('hot-fixes and roll-backs are counted in the metrics of flags', async () => {
  const world = rollbackWorld({ withFlags: true });
  const metric = async (name: string) => {
    const page = (await world.admin('getFeatureFlagMetrics')) as string;
    return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(page)?.[1]);
  };
  await world.admin('deployFeatureVersion', { feature: 'chat', version: '2.4.0', markAsStable: true });
  await world.admin('deployFeatureVersion', { feature: 'chat', version: '2.4.1', hotfix: true });
  await world.admin('rollbackToVersion', { feature: 'chat', version: '2.4.0', reason: 'worse' });
  expect([await metric('hotfix_deploys_last_30d'), await metric('rollbacks_last_30d')]).toEqual([1, 1]);
  world.clock.advance(31 * 24 * 60 * 60_000);
  expect([await metric('hotfix_deploys_last_30d'), await metric('rollbacks_last_30d')]).toEqual([0, 0]);
});
