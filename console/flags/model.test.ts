import { expect, test } from 'vitest';
import type { FlagView } from '../../lib/api/index.ts';
import { differences, filtered, NO_FILTERS, rulesOf } from './model.ts';

const flag = (over: Partial<FlagView>): FlagView => ({
  key: 'chat_paid',
  state: 'on',
  enabled: true,
  env: 'prod',
  rollout: 100,
  rolloutUnit: 'user',
  canaryTenants: [],
  countries: [],
  platforms: [],
  requiresVip: false,
  requiresRoyal: false,
  requiresCreator: false,
  dependencies: [],
  shadowExecution: 'validate_only',
  notes: '',
  version: 0,
  lastUpdatedBy: 'registry',
  lastUpdatedAt: 0,
  category: 'chat',
  description: 'Paid chat messages',
  critical: false,
  killSwitchOnly: false,
  safeDefault: true,
  ...over,
});

const flags = [
  flag({}),
  flag({ key: 'wallet', category: 'financial', description: 'Wallets', state: 'kill', enabled: false }),
  flag({
    key: 'search',
    category: 'content',
    description: 'Profile search',
    state: 'canary',
    rollout: 10,
    env: 'staging',
  }),
];

test.each([
  [{}, ['chat_paid', 'wallet', 'search']],
  [{ search: 'PAID chat' }, ['chat_paid']],
  [{ search: 'profile' }, ['search']],
  [{ category: 'financial' }, ['wallet']],
  [{ env: 'staging' }, ['search']],
  [{ state: 'kill' }, ['wallet']],
  [{ state: 'partial' }, ['search']],
  [{ state: 'not-serving' }, ['wallet']],
  [{ search: 'wallet', category: 'chat' }, []],
])('%j finds %j', (filters, keys) => {
  expect(filtered(flags, { ...NO_FILTERS, ...filters }).map(({ key }) => key)).toEqual(keys);
});

test('differences and rules read as people say them', () => {
  expect(
    differences(flag({}), flag({ state: 'canary', rollout: 5, countries: ['DE', 'PL'], requiresVip: true })),
  ).toEqual([
    { field: 'state', before: 'on', after: 'canary' },
    { field: 'rollout', before: '100', after: '5' },
    { field: 'countries', before: 'none', after: 'DE, PL' },
    { field: 'requiresVip', before: 'no', after: 'yes' },
  ]);
  expect(rulesOf(flag({ countries: ['DE'], requiresRoyal: true, canaryTenants: ['a', 'b'] }))).toEqual([
    'DE',
    'Royal',
    '2 tenants',
  ]);
});
