/** Random flags, documents and contexts for property tests. */
import fc from 'fast-check';
import { initialFlags } from '../defaults.ts';
import {
  ENVIRONMENTS,
  FLAG_STATES,
  type FlagConfig,
  type FlagContext,
  type FlagDocuments,
  SHADOW_EXECUTION_TYPES,
} from '../model.ts';
import { definitionOf, FEATURE_FLAG_KEYS, type FeatureFlagKey } from '../registry/index.ts';

const COUNTRIES = ['DE', 'PL', 'US'];
const PLATFORMS = ['web', 'ios', 'android'];
const TENANTS = ['t1', 't2'];
const subset = (items: readonly string[]) => fc.subarray([...items]);

export const context = (): fc.Arbitrary<FlagContext> =>
  fc.record(
    {
      now: fc.integer({ min: 0, max: 2_000 }),
      userId: fc.nat({ max: 5_000 }).map((n) => `u${n}`),
      country: fc.constantFrom(...COUNTRIES),
      platform: fc.constantFrom(...PLATFORMS),
      tenant: fc.constantFrom(...TENANTS),
      vip: fc.boolean(),
      royal: fc.boolean(),
      creator: fc.boolean(),
      verified: fc.boolean(),
    },
    { requiredKeys: ['now'] },
  );

/** Few enough that random changes, questions and dependencies meet. */
const KEYS = FEATURE_FLAG_KEYS.filter((flag) =>
  ['chat_paid', 'chat_video', 'wallet', 'payout_requests', 'panic_button', 'search', 'swipe', 'vip'].includes(flag),
);
export const key = (): fc.Arbitrary<FeatureFlagKey> => fc.constantFrom(...KEYS);

/** Settings of one flag; it may only depend on flags that stand before it in the registry, so there is no cycle. */
export const settings = (flag: FeatureFlagKey): fc.Arbitrary<Partial<FlagConfig>> => {
  const earlier = KEYS.slice(0, KEYS.indexOf(flag));
  return fc.record({
    state: fc.constantFrom(...FLAG_STATES),
    env: fc.constantFrom(...ENVIRONMENTS),
    rollout: fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
    rolloutUnit: fc.constantFrom('user', 'tenant'),
    canaryTenants: subset(TENANTS),
    countries: subset(COUNTRIES),
    platforms: subset(PLATFORMS),
    requiresVip: fc.boolean(),
    requiresRoyal: fc.boolean(),
    requiresCreator: fc.boolean(),
    dependencies: fc.subarray(earlier, { maxLength: Math.min(2, earlier.length) }),
    shadowExecution: fc.constantFrom(...SHADOW_EXECUTION_TYPES),
  });
};

const regions = (names: readonly string[]) =>
  fc
    .dictionary(fc.constantFrom(...names), fc.dictionary(fc.constantFrom('chat', 'video', 'swipe'), fc.boolean()))
    .map((byRegion) => {
      const entries = Object.entries(byRegion).map(([region, features]) => {
        const rules = Object.entries(features).map(([name, enabled]) => [name, { enabled }] as const);
        return [region, { features: new Map(rules), settings: new Map<string, string>() }] as const;
      });
      return new Map(entries);
    });

/** A whole control plane; most flags as the registry has them, some changed at random. */
export const documents = (): fc.Arbitrary<FlagDocuments> =>
  fc
    .tuple(
      fc.constantFrom(...ENVIRONMENTS),
      fc.array(
        key().chain((flag) => settings(flag).map((values) => [flag, values] as const)),
        { maxLength: 12 },
      ),
      fc.array(
        fc.record({
          tenant: fc.constantFrom(...TENANTS),
          flag: key(),
          state: fc.constantFrom(...FLAG_STATES),
          expiresAt: fc.option(fc.integer({ min: 0, max: 2_000 })),
        }),
        { maxLength: 4 },
      ),
      fc.dictionary(fc.constantFrom('chat', 'calls', 'wallet'), fc.boolean()),
      regions(COUNTRIES),
      regions(PLATFORMS),
    )
    .map(([environment, changed, overrides, systems, countries, platforms]) => {
      const flags = initialFlags();
      for (const [flag, config] of flags) {
        // Registry dependencies may point forward; random ones may not, so the two are not mixed.
        if (definitionOf(flag).dependencies) flags.set(flag, { ...config, dependencies: [] });
      }
      for (const [flag, values] of changed) {
        const config = flags.get(flag);
        if (config) flags.set(flag, { ...config, ...values });
      }
      const bySystem = Object.entries(systems).map(
        ([feature, enabled]) => [feature, { feature, enabled, currentVersion: '1.0.0' }] as const,
      );
      return { environment, flags, overrides, systems: new Map(bySystem), countries, platforms };
    });

/** The same documents with one flag changed. */
export function withFlag(base: FlagDocuments, flag: FeatureFlagKey, change: Partial<FlagConfig>): FlagDocuments {
  const config = base.flags.get(flag);
  if (!config) throw new Error(`no flag ${flag}`);
  return { ...base, flags: new Map(base.flags).set(flag, { ...config, ...change }) };
}
