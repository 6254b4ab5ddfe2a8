import { expect, test } from 'vitest';
import { refusalOf } from '../../testing/index.ts';
import { FEATURE_FLAG_KEYS } from '../registry/index.ts';
import { flagBench } from '../testing/bench.ts';

const admin = { admin: true };
const change = (version: number, over: object = {}) => ({ key: 'search', reason: 'because', version, ...over });

test('flags are updated, toggled, killed, rolled back and overridden by callable operations', async () => {
  const { as } = flagBench();
  const call = as('op', admin);
  expect(await call('updateFeatureFlag', change(0, { updates: { rollout: 30 } }))).toMatchObject({
    flag: { rollout: 30 },
  });
  expect(await call('toggleFeatureFlag', change(1, { enabled: false }))).toMatchObject({ flag: { state: 'off' } });
  expect(await call('killFeatureFlag', change(2))).toMatchObject({ flag: { state: 'kill' } });
  expect(await call('rollbackFeatureFlag', change(3))).toMatchObject({ flag: { state: 'off', rollout: 30 } });
  await call('setFeatureFlagOverride', change(4, { tenant: 't1', state: 'on' }));
  expect(await as('u1', { tenant: 't1' })('getFeatureFlags')).toMatchObject({ effective_states: { search: 'on' } });
  expect(await call('getFeatureFlagHistory', { key: 'search' })).toMatchObject({ faults: [], entries: { length: 5 } });
  expect((await refusalOf(call('deleteFeatureFlag', change(5)))).code).toBe('permission-denied');
});

test('statistics count what happened between two dates', async () => {
  const { as, clock } = flagBench();
  const call = as('op', admin);
  const from = clock.now();
  await call('toggleFeatureFlag', change(0, { enabled: false }));
  await call('toggleFeatureFlag', change(1, { enabled: true }));
  await call('killFeatureFlag', { key: 'wallet', reason: 'x', confirm: 'wallet' });
  clock.advance(1_000);
  const stats = { startDate: from, endDate: clock.now() };
  expect(await call('getFeatureFlagStats', stats)).toEqual({
    totalChanges: 3,
    enabledCount: 1,
    disabledCount: 2,
    criticalChanges: 1,
    topChangedFlags: [
      { flag: 'search', changes: 2 },
      { flag: 'wallet', changes: 1 },
    ],
    truncated: false,
  });
  expect(await call('getFeatureFlagStats', { startDate: clock.now(), endDate: clock.now() + 1 })).toMatchObject({
    totalChanges: 0,
  });
  expect((await refusalOf(call('getFeatureFlagStats', { startDate: 5, endDate: 5 }))).message).toMatch(/^endDate/);
});

test('metrics carry the names of the source', async () => {
  const { as, store, clock } = flagBench();
  const call = as('op', admin);
  await call('killFeatureFlag', change(0));
  await call('rollbackFeatureFlag', change(1));
  await call('toggleFeatureFlag', change(2, { enabled: false }));
  await store.batch((writer) => {
    writer.set('rollbackHistory/r1', { action: 'hotfix', at: clock.now() - 5 });
    writer.set('rollbackHistory/r2', { action: 'rollback', at: clock.now() - 31 * 86_400_000 });
  });
  const page = (await call('getFeatureFlagMetrics')) as string;
  const disabled = FEATURE_FLAG_KEYS.length - Number(/^feature_flags_enabled (\d+)$/m.exec(page)?.[1]);
  expect(page).toContain(`feature_flags_total ${FEATURE_FLAG_KEYS.length}\n`);
  expect(page).toContain(`feature_flags_disabled ${disabled}\n`);
  for (const line of [
    'feature_flags_changes_24h 3',
    'feature_kills_last_24h 1',
    'rollbacks_last_30d 1',
    'hotfix_deploys_last_30d 1',
    'feature_flag_changes_total{key="search",action="kill"} 1',
    'feature_flag_changes_total{key="search",action="update"} 1',
    'feature_flags_degraded 0',
  ])
    expect(page).toContain(`${line}\n`);
});

test('initialisation writes what is missing, once, with its audit', async () => {
  const { as, store } = flagBench();
  const call = as('op', admin);
  await call('killFeatureFlag', change(0));
  expect(await call('initializeFeatureFlags')).toEqual({
    created: FEATURE_FLAG_KEYS.length - 1,
    total: FEATURE_FLAG_KEYS.length,
  });
  expect(await call('initializeFeatureFlags')).toMatchObject({ created: 0 });
  expect((await store.get('featureFlags/search'))?.data).toMatchObject({ state: 'kill', enabled: false });
  expect(await call('getFeatureFlagHistory', { key: 'pos.lite' })).toMatchObject({
    entries: [{ action: 'create' }],
    faults: [],
  });
});

test('a caller without the claim, and a malformed request, are audited', async () => {
  const { as, store } = flagBench();
  await refusalOf(as('u1')('killFeatureFlag', change(0)));
  await refusalOf(as('op', admin)('killFeatureFlag', { key: 'search' }));
  await refusalOf(as('u1')('getFeatureFlagStats', { startDate: 0, endDate: 1 }));
  const logs = (await store.query({ collection: 'auditLogs' })).map(({ data }) => data);
  expect(logs.map(({ flag, action, code }) => `${flag} ${action} ${code}`).sort()).toEqual([
    'search killFeatureFlag invalid-argument',
    'search killFeatureFlag permission-denied',
  ]);
});
