import { expect, test } from 'vitest';
import { compileFlags } from '../compile.ts';
import { initialFlags } from '../defaults.ts';
import {
  CRITICAL_FEATURES,
  definitionOf,
  FEATURE_CATEGORIES,
  FEATURE_FLAG_KEYS,
  featureFlagKey,
  isFeatureFlagKey,
  SAFE_DEFAULTS,
} from './index.ts';

test('at least 60 keys, each in one category, with a safe default and a description', () => {
  expect(FEATURE_FLAG_KEYS.length).toBeGreaterThanOrEqual(60);
  expect(Object.values(FEATURE_CATEGORIES).flat().sort()).toEqual([...FEATURE_FLAG_KEYS].sort());
  expect(Object.keys(SAFE_DEFAULTS).sort()).toEqual([...FEATURE_FLAG_KEYS].sort());
  for (const key of FEATURE_FLAG_KEYS) expect(definitionOf(key).description).not.toBe('');
});

test('money out of the house needs confirmation and is off by safe default', () => {
  for (const key of ['payout_requests', 'withdrawals'] as const) {
    expect(CRITICAL_FEATURES).toContain(key);
    expect(SAFE_DEFAULTS[key]).toBe(false);
  }
  expect(CRITICAL_FEATURES).toContain('wallet');
  expect(CRITICAL_FEATURES).toContain('panic_button');
});

test('dependencies of the registry exist and have no cycle', () => {
  for (const key of FEATURE_FLAG_KEYS)
    for (const needed of definitionOf(key).dependencies ?? []) expect(isFeatureFlagKey(needed)).toBe(true);
  const set = compileFlags({
    environment: 'prod',
    flags: initialFlags(),
    overrides: [],
    systems: new Map(),
    countries: new Map(),
    platforms: new Map(),
  });
  for (const flag of set.values()) expect(flag.fixed).toBeNull();
});

test('an unknown key is an error that suggests a near one', () => {
  expect(() => featureFlagKey('chat')).toThrow(/did you mean chat_paid/);
  expect(() => featureFlagKey('zzz')).toThrow(/no flag "zzz".*flags list/);
});
