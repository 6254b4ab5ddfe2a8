/** One flag, evaluated by this project and by two peers, interleaved in one process so that machine noise falls on all alike. */
import { FlagdCore } from '@openfeature/flagd-core';
import unleashClient from 'unleash-client/lib/client.js';
import { defaultStrategies } from 'unleash-client/lib/strategy/index.js';
import { compileFlags } from '../../backend/flags/compile.ts';
import { initialFlags } from '../../backend/flags/defaults.ts';
import { evaluate, type FlagConfig, type FlagContext, type FlagDocuments } from '../../backend/flags/index.ts';

const COUNTRIES = ['DE', 'PL', 'FR', 'US'];
const USERS = Array.from({ length: 1_000 }, (_, n) => ({
  userId: `user-${n}`,
  country: COUNTRIES[n % 4] ?? 'DE',
  vip: n % 8 !== 0,
}));
const TARGETS = ['DE', 'PL', 'FR'];

/** The flag that all three know: three countries, one attribute, half of the users. */
const SAME_RULES: Partial<FlagConfig> = { state: 'canary', rollout: 50, countries: TARGETS, requiresVip: true };
/** Every targeting rule that there is, each of which has to be looked at. */
const ALL_RULES: Partial<FlagConfig> = {
  ...SAME_RULES,
  platforms: ['web', 'ios'],
  requiresCreator: true,
  requiresRoyal: true,
  dependencies: ['wallet'],
  canaryTenants: ['t7', 't8'],
};

type Ask = (user: number) => boolean;

function ours(settings: Partial<FlagConfig>, everyRule: boolean): Ask {
  const flags = initialFlags();
  const config = flags.get('chat_paid');
  if (config) flags.set('chat_paid', { ...config, ...settings });
  const region = (name: string) =>
    new Map([
      [name, { features: new Map([['chat', { enabled: true, requireVerification: true }]]), settings: new Map() }],
    ]);
  const documents: FlagDocuments = {
    environment: 'prod',
    flags,
    overrides: everyRule ? [{ tenant: 't9', flag: 'chat_paid', state: 'off', expiresAt: null }] : [],
    systems: new Map(),
    countries: everyRule ? region('DE') : new Map(),
    platforms: everyRule ? region('web') : new Map(),
  };
  const set = compileFlags(documents);
  const more = everyRule ? { platform: 'web', royal: true, creator: true, verified: true, tenant: 't1' } : {};
  const contexts = USERS.map((user): FlagContext => ({ ...user, ...more, now: 1_000 }));
  return (user) => evaluate(set, 'chat_paid', contexts[user] as FlagContext).enabled;
}

function flagd(): Ask {
  const core = new FlagdCore();
  const rollout = {
    fractional: [{ cat: [{ var: '$flagd.flagKey' }, { var: 'targetingKey' }] }, ['on', 50], ['off', 50]],
  };
  const matches = { and: [{ in: [{ var: 'country' }, TARGETS] }, { '==': [{ var: 'vip' }, true] }] };
  const flag = {
    state: 'ENABLED',
    variants: { on: true, off: false },
    defaultVariant: 'off',
    targeting: { if: [matches, rollout, 'off'] },
  };
  core.setConfigurations(JSON.stringify({ flags: { chat_paid: flag } }));
  const contexts = USERS.map(({ userId, ...user }) => ({ targetingKey: userId, ...user }));
  return (user) => core.resolveBooleanEvaluation('chat_paid', false, contexts[user]).value;
}

function unleash(): Ask {
  const constraint = (contextName: string, values: string[]) => ({
    contextName,
    operator: 'IN',
    values,
    inverted: false,
    caseInsensitive: false,
  });
  const toggle = {
    name: 'chat_paid',
    enabled: true,
    strategies: [
      {
        name: 'flexibleRollout',
        parameters: { rollout: '50', stickiness: 'userId', groupId: 'chat_paid' },
        constraints: [constraint('country', TARGETS), constraint('vip', ['true'])],
        segments: [],
      },
    ],
  };
  const repository = { getToggle: () => toggle, getSegment: () => undefined };
  const client = new unleashClient.default(repository as never, defaultStrategies);
  const contexts = USERS.map(({ userId, country, vip }) => ({ userId, properties: { country, vip: String(vip) } }));
  return (user) => client.isEnabled('chat_paid', contexts[user] as never, () => false);
}

export interface Measured {
  readonly name: string;
  /** Median over the rounds. */
  readonly nsPerEvaluation: number;
  /** Of the peer to ours under the same rules, per round: median, and the 10th and 90th percentile. */
  readonly ratio: readonly [low: number, median: number, high: number];
}

export function measureEvaluation(rounds = 60, perRound = 100_000): Measured[] {
  const contenders: { readonly name: string; readonly ask: Ask; readonly times: number[] }[] = [
    { name: 'loadgate, the same rules', ask: ours(SAME_RULES, false), times: [] },
    { name: 'loadgate, every targeting rule', ask: ours(ALL_RULES, true), times: [] },
    { name: '@openfeature/flagd-core', ask: flagd(), times: [] },
    { name: 'unleash-client', ask: unleash(), times: [] },
  ];
  for (const { name, ask } of contenders) {
    const share = USERS.filter((_, n) => ask(n)).length / USERS.length;
    if (share < 0.25 || share > 0.4)
      throw new Error(`${name} serves ${share} of the users: it does not apply the rules`);
  }
  let served = 0;
  for (let round = -10; round < rounds; round++) {
    for (const { ask, times } of contenders) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < perRound; i++) served += Number(ask(i % USERS.length));
      const ns = Number(process.hrtime.bigint() - start) / perRound;
      if (round >= 0) times.push(ns);
    }
  }
  if (served === 0) throw new Error('nothing was evaluated');
  const base = contenders[0]?.times ?? [];
  return contenders.map(({ name, times }) => ({
    name,
    nsPerEvaluation: quantile(times, 0.5),
    ratio: [0.1, 0.5, 0.9].map((q) =>
      quantile(
        times.map((ns, i) => ns / (base[i] ?? ns)),
        q,
      ),
    ) as [number, number, number],
  }));
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
