import { describe, expect, test } from 'vitest';
import { calculateRolloutBucket, getRolloutPercentage } from './bucket.ts';
import { compileFlags } from './compile.ts';
import { initialFlags } from './defaults.ts';
import { evaluate } from './evaluate.ts';
import type { FlagConfig, FlagContext, FlagDocuments } from './model.ts';
import type { FeatureFlagKey } from './registry/index.ts';
import { SAFE_DEFAULTS } from './registry/index.ts';
import { safeDefaultFlags } from './safe-defaults.ts';
import { withFlag } from './testing/arbitraries.ts';

const base: FlagDocuments = {
  environment: 'prod',
  flags: initialFlags(),
  overrides: [],
  systems: new Map(),
  countries: new Map(),
  platforms: new Map(),
};
const NOW = 1_000;

function ask(change: Partial<FlagConfig>, who: Partial<FlagContext> = {}, docs: Partial<FlagDocuments> = {}) {
  const set = compileFlags(withFlag({ ...base, ...docs }, 'chat_paid', change));
  return evaluate(set, 'chat_paid', { now: NOW, userId: 'u1', ...who });
}

describe('targeting', () => {
  test.each<[string, Partial<FlagConfig>, Partial<FlagContext>, boolean, string]>([
    ['state off', { state: 'off' }, {}, false, 'off'],
    ['country that is listed', { countries: ['DE'] }, { country: 'DE' }, true, 'on'],
    ['country that is not listed', { countries: ['DE'] }, { country: 'PL' }, false, 'country'],
    ['unknown country', { countries: ['DE'] }, {}, false, 'country'],
    ['platform that is not listed', { platforms: ['ios'] }, { platform: 'web' }, false, 'platform'],
    ['VIP where one is needed', { requiresVip: true }, { vip: true }, true, 'on'],
    ['no VIP where one is needed', { requiresVip: true }, {}, false, 'requires-vip'],
    ['no Royal where one is needed', { requiresRoyal: true }, { vip: true }, false, 'requires-royal'],
    ['no creator where one is needed', { requiresCreator: true }, {}, false, 'requires-creator'],
    ['flag that has not been promoted to production', { env: 'staging' }, {}, false, 'environment'],
    ['roll-out of nobody', { state: 'canary', rollout: 0 }, {}, false, 'rollout'],
    ['roll-out of everybody', { state: 'canary', rollout: 100 }, {}, true, 'canary'],
    ['no user for the bucket', { state: 'canary', rollout: 99 }, { userId: undefined }, false, 'rollout'],
    [
      'tenant in the canary',
      { state: 'canary', rollout: 0, canaryTenants: ['t1'] },
      { tenant: 't1' },
      true,
      'canary-tenant',
    ],
    [
      'tenant outside the canary',
      { state: 'canary', rollout: 0, canaryTenants: ['t1'] },
      { tenant: 't2' },
      false,
      'rollout',
    ],
  ])('%s', (_, change, who, enabled, reason) => {
    expect(ask(change, who)).toMatchObject({ enabled, reason });
  });

  test('shadow is not enabled, and says so in state and mode', () => {
    expect(ask({ state: 'shadow' })).toMatchObject({ enabled: false, state: 'shadow', mode: 'shadow' });
  });
});

describe('tenant overrides', () => {
  const override = (state: FlagConfig['state'], expiresAt: number | null = null) => ({
    overrides: [{ tenant: 't1', flag: 'chat_paid' as const, state, expiresAt }],
  });
  test('replace state and roll-out for their tenant only', () => {
    const off = override('off');
    expect(ask({}, { tenant: 't1' }, off)).toMatchObject({ enabled: false, reason: 'tenant-override' });
    expect(ask({}, { tenant: 't2' }, off)).toMatchObject({ enabled: true });
    expect(ask({ state: 'off' }, { tenant: 't1' }, override('on'))).toMatchObject({
      enabled: true,
      reason: 'tenant-override',
    });
    expect(ask({ state: 'canary', rollout: 0 }, { tenant: 't1' }, override('on')).enabled).toBe(true);
  });
  test('end at their expiry to the millisecond', () => {
    expect(ask({}, { tenant: 't1' }, override('off', NOW + 1)).enabled).toBe(false);
    expect(ask({}, { tenant: 't1' }, override('off', NOW)).enabled).toBe(true);
  });
  test('lift neither a kill nor targeting', () => {
    expect(ask({ state: 'kill' }, { tenant: 't1' }, override('on'))).toMatchObject({
      enabled: false,
      reason: 'killed',
    });
    expect(ask({ requiresVip: true }, { tenant: 't1' }, override('on'))).toMatchObject({ reason: 'requires-vip' });
  });
});

describe('documents beside the flag', () => {
  const system = (fields: object) => ({
    systems: new Map([['chat', { feature: 'chat', enabled: true, currentVersion: '2.5.0', ...fields }]]),
  });
  test('a system that is off takes its flags with it; a degraded one changes their mode', () => {
    expect(ask({}, {}, system({ enabled: false }))).toMatchObject({ enabled: false, reason: 'system-disabled' });
    expect(ask({}, {}, system({ degradedMode: true }))).toMatchObject({ enabled: true, mode: 'degraded' });
  });
  test('countries and platforms switch features off or ask for verification', () => {
    const region = (rule: { enabled: boolean; requireVerification?: boolean }) =>
      new Map([['PL', { features: new Map([['chat', rule]]), settings: new Map() }]]);
    expect(ask({}, { country: 'PL' }, { countries: region({ enabled: false }) }).reason).toBe('country-disabled');
    expect(ask({}, { country: 'DE' }, { countries: region({ enabled: false }) }).enabled).toBe(true);
    const verified = { countries: region({ enabled: true, requireVerification: true }) };
    expect(ask({}, { country: 'PL' }, verified).reason).toBe('verification-required');
    expect(ask({}, { country: 'PL', verified: true }, verified).enabled).toBe(true);
  });
  test('a platform’s setting becomes the variant', () => {
    const platforms = new Map([['android', { features: new Map(), settings: new Map([['videoCallsQuality', 'sd']]) }]]);
    const set = compileFlags({ ...base, platforms });
    expect(evaluate(set, 'chat_video', { now: NOW, userId: 'u1', platform: 'android' }).variant).toBe('sd');
    expect(evaluate(set, 'chat_video', { now: NOW, userId: 'u1', platform: 'ios' }).variant).toBeNull();
  });
});

describe('dependencies', () => {
  const gifts = (docs: FlagDocuments) => evaluate(compileFlags(docs), 'chat_gifts', { now: NOW, userId: 'u1' });
  test('a flag is off where what it needs is off, and names it', () => {
    expect(gifts(withFlag(base, 'wallet', { state: 'off' }))).toMatchObject({
      reason: 'dependency',
      dependency: 'wallet',
    });
  });
  test('a flag that needs a shadow is a shadow', () => {
    expect(gifts(withFlag(base, 'wallet', { state: 'shadow' })).mode).toBe('shadow');
  });
});

describe('buckets', () => {
  test('spread users evenly, and differently for each flag', () => {
    const users = Array.from({ length: 20_000 }, (_, n) => `u${n}`);
    const chat = users.filter((user) => calculateRolloutBucket('chat_paid', user) < 10);
    expect(chat.length).toBeGreaterThan(1_850);
    expect(chat.length).toBeLessThan(2_150);
    const both = chat.filter((user) => calculateRolloutBucket('search', user) < 10);
    expect(both.length / chat.length).toBeLessThan(0.14);
  });
  test('are stable across releases: these values may never change', () => {
    expect(['u1', 'u2', 'u77'].map((user) => calculateRolloutBucket('chat_paid', user))).toEqual([88.69, 4.55, 63.25]);
  });
  test('a flag that does not serve has a roll-out of 0', () => {
    expect(getRolloutPercentage({ state: 'canary', rollout: 25 })).toBe(25);
    expect(getRolloutPercentage({ state: 'kill', rollout: 25 })).toBe(0);
  });
});

test('without any known flags, SAFE_DEFAULTS answer', () => {
  const set = safeDefaultFlags(null);
  for (const [flag, enabled] of Object.entries(SAFE_DEFAULTS) as [FeatureFlagKey, boolean][]) {
    expect(evaluate(set, flag, { now: NOW })).toMatchObject({ enabled, reason: 'safe-default' });
  }
});

test('an unknown key is a clear error', () => {
  expect(() => evaluate(compileFlags(base), 'chat_piad' as FeatureFlagKey, { now: NOW })).toThrow(
    'no flag "chat_piad"',
  );
});
