import { type CompiledFlag, denied, type FlagSet } from './compile.ts';
import { initialConfig } from './defaults.ts';
import type { Evaluation } from './model.ts';
import { FEATURE_FLAG_KEYS, type FeatureFlagKey, SAFE_DEFAULTS } from './registry/index.ts';

/**
 * The flags to go by while the store cannot be read: `SAFE_DEFAULTS`, and of the last known flags whatever is stricter. A kill that
 * was seen once therefore outlives an outage of the store.
 */
export function safeDefaultFlags(lastKnown: FlagSet | null): FlagSet {
  const set = new Map<FeatureFlagKey, CompiledFlag>();
  const add = (key: FeatureFlagKey): CompiledFlag => {
    const done = set.get(key);
    if (done) return done;
    const known = lastKnown?.get(key);
    const flag = known ? restricted(known, add) : unknown(key);
    set.set(key, flag);
    return flag;
  };
  for (const key of FEATURE_FLAG_KEYS) add(key);
  return set;
}

const restricted = (known: CompiledFlag, add: (key: FeatureFlagKey) => CompiledFlag): CompiledFlag => ({
  ...known,
  fixed: known.fixed ?? (SAFE_DEFAULTS[known.key] ? null : denied(known.key, 'safe-default')),
  dependencies: known.dependencies.map(({ key }) => add(key)),
});

const unknown = (key: FeatureFlagKey): CompiledFlag => ({
  key,
  config: initialConfig(key),
  fixed: SAFE_DEFAULTS[key] ? safelyEnabled(key) : denied(key, 'safe-default'),
  seed: 0,
  degraded: false,
  overrides: null,
  canaryTenants: null,
  countries: null,
  platforms: null,
  countryRules: null,
  platformRules: null,
  variants: null,
  dependencies: [],
});

const safelyEnabled = (key: FeatureFlagKey): Evaluation => ({
  key,
  enabled: true,
  state: 'on',
  mode: 'normal',
  reason: 'safe-default',
  variant: null,
  dependency: null,
});
