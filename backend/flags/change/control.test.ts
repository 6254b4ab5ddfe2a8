import { describe, expect, test } from 'vitest';
import type { Caller, Context } from '../../operations/index.ts';
import { callerContext, refusalOf } from '../../testing/index.ts';
import { flagBench } from '../testing/bench.ts';
import { historyOf, verifyAudit } from './history.ts';

function controlBench() {
  const bench = flagBench();
  const ctx = (claims: Partial<Caller> = { admin: true }): Context =>
    callerContext(bench.system, { uid: 'op', ...claims });
  const { control, service } = bench.flags;
  const reason = 'because';
  const update = (flag: string, patch: object, over: object = {}, claims?: Partial<Caller>) =>
    control.update(ctx(claims), { flag, patch, reason, version: 0, ...over });
  const ask = (key: 'search' | 'wallet') => service.evaluate(key, { now: 0, userId: 'u1' });
  const logs = async (type: string) =>
    (await bench.store.query({ collection: 'auditLogs' })).map(({ data }) => data).filter((log) => log.type === type);
  return { ...bench, ctx, control, reason, update, ask, logs };
}

describe('an accepted change', () => {
  test('takes effect before it is acknowledged, with its audit entry', async () => {
    const { update, ask, store, logs } = controlBench();
    const { changed, flag } = await update('search', { state: 'off' });
    expect(changed).toBe(true);
    expect(flag).toMatchObject({ state: 'off', enabled: false, version: 1, lastUpdatedBy: 'op' });
    expect((await ask('search')).enabled).toBe(false);
    const { entries } = await historyOf(store, 'search', 10);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      version: 1,
      action: 'update',
      before: { settings: { state: 'on', rollout: 100 } },
      after: { settings: { state: 'off' } },
      changedBy: 'op',
      reason: 'because',
      ip: '127.0.0.1',
      userAgent: 'test',
    });
    expect(await logs('FEATURE_FLAG_CHANGED')).toMatchObject([{ flag: 'search', version: 1 }]);
  });

  test.each([
    ['enabled: false', { enabled: false }, { state: 'off', rollout: 100 }],
    ['a smaller roll-out of a flag that is on', { rollout: 25 }, { state: 'canary', rollout: 25 }],
    ['enabled: true of a dormant flag', { enabled: true }, { state: 'on', rollout: 100 }, 'pos.lite'],
    [
      'a canary of named tenants',
      { state: 'canary', canaryTenants: ['t1'] },
      { state: 'canary', rollout: 0 },
      'pos.lite',
    ],
    ['countries in lower case', { countries: ['de'] }, { countries: ['DE'] }],
  ])('%s', async (_, patch, after, flag = 'search') => {
    const { update } = controlBench();
    expect((await update(flag, patch)).flag).toMatchObject(after);
  });

  test('that changes nothing makes no version', async () => {
    const { update, store } = controlBench();
    expect(await update('search', { state: 'on' })).toMatchObject({ changed: false, flag: { version: 0 } });
    expect((await historyOf(store, 'search', 10)).entries).toEqual([]);
  });

  test('is counted by flag and action', async () => {
    const { update, control, ctx, reason } = controlBench();
    await update('search', { notes: 'x' });
    await control.kill(ctx(), { flag: 'search', reason });
    expect(control.changes()).toEqual([
      { labels: { key: 'search', action: 'update' }, value: 1 },
      { labels: { key: 'search', action: 'kill' }, value: 1 },
    ]);
  });
});

describe('a refused change has its own clear error, changes nothing and is audited', () => {
  const admin = { admin: true };
  test.each<[string, string, object, object, Partial<Caller>, string, RegExp]>([
    ['unknown flag', 'chat', {}, {}, admin, 'not-found', /no flag "chat": did you mean chat_paid/],
    ['roll-out of 101', 'search', { rollout: 101 }, {}, admin, 'invalid-argument', /^rollout: .*0 to 100/],
    ['roll-out below 0', 'search', { rollout: -1 }, {}, admin, 'invalid-argument', /^rollout: .*0 to 100/],
    ['roll-out too fine', 'search', { rollout: 0.001 }, {}, admin, 'invalid-argument', /steps of 0.01/],
    ['unknown state', 'search', { state: 'maybe' }, {}, admin, 'invalid-argument', /^state: give one of off/],
    ['unknown field', 'search', { rolout: 5 }, {}, admin, 'invalid-argument', /^rolout/],
    ['unknown dependency', 'search', { dependencies: ['x'] }, {}, admin, 'invalid-argument', /^dependencies/],
    ['itself as dependency', 'search', { dependencies: ['search'] }, {}, admin, 'invalid-argument', /itself/],
    [
      'dependency cycle',
      'wallet',
      { dependencies: ['withdrawals'] },
      { confirm: 'wallet' },
      admin,
      'invalid-argument',
      /wallet → withdrawals → wallet/,
    ],
    ['stale version', 'search', { state: 'off' }, { version: 7 }, admin, 'aborted', /at version 0.*not at 7/],
    ['no version', 'search', { state: 'off' }, { version: undefined }, admin, 'invalid-argument', /^version: .*now 0/],
    ['no reason', 'search', { state: 'off' }, { reason: ' ' }, admin, 'invalid-argument', /^reason: say why/],
    ['no confirmation', 'wallet', { state: 'off' }, {}, admin, 'failed-precondition', /typing its exact key "wallet"/],
    [
      'wrong confirmation',
      'wallet',
      { state: 'off' },
      { confirm: 'Wallet' },
      admin,
      'failed-precondition',
      /exact key/,
    ],
    ['on for a part', 'search', { state: 'on', rollout: 5 }, {}, admin, 'invalid-argument', /canary for a part/],
    ['canary of nobody in particular', 'search', { state: 'canary' }, {}, admin, 'invalid-argument', /how much/],
    ['contradiction', 'search', { state: 'on', enabled: false }, {}, admin, 'invalid-argument', /contradicts/],
    [
      'shadow of a kill-switch',
      'panic_button',
      { state: 'shadow' },
      { confirm: 'panic_button' },
      admin,
      'invalid-argument',
      /kill-switch/,
    ],
    ['no admin', 'search', { state: 'off' }, {}, {}, 'permission-denied', /admin claim/],
  ])('%s', async (_, flag, patch, over, claims, code, message) => {
    const { update, store, logs, scheduled } = controlBench();
    const refusal = await refusalOf(update(flag, patch, over, claims));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toMatch(message);
    expect(store.dump().map(({ path }) => path.split('/')[0])).toEqual(['auditLogs']);
    expect(scheduled).toEqual([]);
    expect(await logs('FEATURE_FLAG_CHANGE_REJECTED')).toMatchObject([
      { flag, action: 'update', code, message: refusal.message, changedBy: 'op', ip: '127.0.0.1' },
    ]);
  });

  test('attempts of somebody who is no admin are sampled, and the rest counted', async () => {
    const { update, logs, clock } = controlBench();
    for (let i = 0; i < 20; i++) await refusalOf(update('search', { state: 'off' }, {}, {}));
    expect(await logs('FEATURE_FLAG_CHANGE_REJECTED')).toHaveLength(1);
    clock.advance(60_000);
    await refusalOf(update('search', { state: 'off' }, {}, {}));
    const all = await logs('FEATURE_FLAG_CHANGE_REJECTED');
    expect(all.map(({ suppressed }) => suppressed).sort()).toEqual([0, 19]);
  });

  test('two changes made on the same version: one is lost to nobody', async () => {
    const { update, store } = controlBench();
    const answers = await Promise.allSettled([
      update('search', { rollout: 10 }),
      update('search', { countries: ['DE'] }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await historyOf(store, 'search', 10)).entries).toHaveLength(1);
  });
});

describe('kill and roll-back', () => {
  test('a kill needs no version, keeps the settings, and a roll-back restores them', async () => {
    const { update, control, ctx, reason, ask } = controlBench();
    await update('search', { rollout: 100, countries: [], notes: 'before' });
    await control.kill(ctx(), { flag: 'search', reason });
    expect(await ask('search')).toMatchObject({ enabled: false, state: 'kill' });
    expect(await control.kill(ctx(), { flag: 'search', reason })).toMatchObject({ changed: false });
    const { flag } = await control.rollback(ctx(), { flag: 'search', reason });
    expect(flag).toMatchObject({ state: 'on', notes: 'before', version: 3 });
    expect((await ask('search')).enabled).toBe(true);
  });

  test('a second roll-back goes one further, down to what the registry says, and then has nothing left', async () => {
    const { update, control, ctx, reason } = controlBench();
    await update('search', { notes: 'one' });
    await update('search', { notes: 'two' }, { version: 1 });
    const back = async () => (await control.rollback(ctx(), { flag: 'search', reason })).flag.notes;
    expect(await back()).toBe('one');
    expect(await back()).toBe('');
    expect((await refusalOf(back())).details).toMatchObject({ reason: 'NOTHING_TO_ROLL_BACK' });
  });

  test('critical features ask for confirmation on these paths too', async () => {
    const { control, ctx, reason } = controlBench();
    const wallet = { flag: 'wallet', reason, version: 0 };
    const over = { tenant: 't1', state: 'off' };
    const superAdmin = ctx({ admin: true, superAdmin: true });
    for (const attempt of [
      () => control.kill(ctx(), wallet),
      () => control.rollback(ctx(), wallet),
      () => control.override(ctx(), { ...wallet, override: over }),
      () => control.remove(superAdmin, wallet),
    ]) {
      expect((await refusalOf(attempt())).details).toMatchObject({ reason: 'CONFIRMATION_REQUIRED' });
    }
    await control.kill(ctx(), { ...wallet, confirm: 'wallet' });
  });
});

describe('overrides', () => {
  const tenant = { now: 0, userId: 'u1', tenant: 't1' };
  test('are set, end, are removed, and share the flag’s versions', async () => {
    const { control, ctx, reason, flags, clock, store } = controlBench();
    const expiresAt = clock.now() + 1_000;
    const set = { flag: 'search', reason, version: 0, override: { tenant: 't1', state: 'off', expiresAt } };
    expect((await control.override(ctx(), set)).flag.version).toBe(1);
    expect((await flags.service.evaluate('search', { ...tenant, now: clock.now() })).enabled).toBe(false);
    expect((await flags.service.evaluate('search', { ...tenant, now: expiresAt })).enabled).toBe(true);
    expect((await refusalOf(control.override(ctx(), set))).details).toMatchObject({ reason: 'STALE_VERSION' });
    await control.override(ctx(), { ...set, version: 1, override: { tenant: 't1', state: null } });
    expect((await flags.service.evaluate('search', { ...tenant, now: clock.now() })).enabled).toBe(true);
    expect((await historyOf(store, 'search', 10)).entries.map(({ action }) => action)).toEqual([
      'remove-override',
      'override',
    ]);
    expect((await verifyAudit(store, 'search')).faults).toEqual([]);
  });

  test('that have ended already, or have no tenant, are refused', async () => {
    const { control, ctx, reason } = controlBench();
    const set = (override: object) => control.override(ctx(), { flag: 'search', reason, version: 0, override });
    expect((await refusalOf(set({ tenant: 't1', state: 'off', expiresAt: 5 }))).message).toMatch(
      /^expiresAt: lies in the past/,
    );
    expect((await refusalOf(set({ state: 'off' }))).message).toMatch(/^tenant/);
  });
});

describe('deletion', () => {
  test('is for super-admins, opens nothing, and versions go on after it', async () => {
    const { update, control, ctx, reason, store } = controlBench();
    const superAdmin = ctx({ admin: true, superAdmin: true });
    await update('search', { state: 'off' });
    const request = { flag: 'search', reason, version: 1 };
    expect((await refusalOf(control.remove(ctx(), request))).code).toBe('permission-denied');
    expect((await refusalOf(control.remove(superAdmin, request))).details).toMatchObject({
      reason: 'DELETE_WOULD_ENABLE',
    });
    await update('search', { state: 'on' }, { version: 1 });
    await control.remove(superAdmin, { ...request, version: 2 });
    expect(await store.get('featureFlags/search')).toBeNull();
    expect((await update('search', { notes: 'again' })).flag.version).toBe(4);
    expect((await verifyAudit(store, 'search')).faults).toEqual([]);
  });
});

describe('alerts', () => {
  test('a change of a critical feature is an alert and a notification', async () => {
    const { update, store, scheduled } = controlBench();
    await update('wallet', { state: 'off' }, { confirm: 'wallet' });
    const [alert] = await store.query({ collection: 'alerts' });
    expect(alert?.data).toMatchObject({
      metric: 'critical_feature_changed',
      flag: 'wallet',
      changedBy: 'op',
      status: 'active',
    });
    const [told] = await store.query({ collection: 'notifications' });
    expect(told?.data).toMatchObject({
      severity: 'critical',
      title: 'Critical feature changed: wallet is off (was on)',
    });
    expect(scheduled).toEqual(['notify:flag:wallet:v1']);
  });

  test('more than 5 changes in 10 minutes are suspicious, once for the flag and once for the operator', async () => {
    const { update, store, clock } = controlBench();
    const types = async () =>
      (await store.query({ collection: 'securityAlerts' })).map(({ id }) => id.replace(/:\d+$/, ''));
    for (let version = 0; version < 5; version++) await update('search', { notes: `n${version}` }, { version });
    expect(await types()).toEqual([]);
    for (let version = 5; version < 8; version++) await update('search', { notes: `n${version}` }, { version });
    expect((await types()).sort()).toEqual(['RAPID_FLAG_CHANGES:flag:search', 'RAPID_FLAG_CHANGES:operator:op']);
    clock.advance(600_000);
    await update('search', { notes: 'later' }, { version: 8 });
    expect(await types()).toHaveLength(2);
  });

  test('switching off and on twice is a toggle cycle', async () => {
    const { update, store } = controlBench();
    const states = ['off', 'on', 'off', 'on'];
    for (const [version, state] of states.entries()) await update('search', { state }, { version });
    const [alert] = await store.query({ collection: 'securityAlerts' });
    expect(alert?.data).toMatchObject({ type: 'FLAG_TOGGLE_CYCLE', count: 2, flag: 'search' });
  });
});
