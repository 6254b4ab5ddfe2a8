import type { FlagConfig, FlagSettings } from './model.ts';
import { definitionOf, FEATURE_FLAG_KEYS, type FeatureFlagKey } from './registry/index.ts';

/** What the registry says of a flag. */
export function initialSettings(key: FeatureFlagKey): FlagSettings {
  const { initial = 'on', dependencies = [] } = definitionOf(key);
  return {
    state: initial,
    env: 'prod',
    rollout: isServing(initial) ? 100 : 0,
    rolloutUnit: 'user',
    canaryTenants: [],
    countries: [],
    platforms: [],
    requiresVip: false,
    requiresRoyal: false,
    requiresCreator: false,
    dependencies: dependencies as readonly FeatureFlagKey[],
    shadowExecution: 'validate_only',
    notes: '',
  };
}

/** A flag nobody has changed. */
export const initialConfig = (key: FeatureFlagKey): FlagConfig => ({
  ...initialSettings(key),
  key,
  enabled: isServing(initialSettings(key).state),
  version: 0,
  undoVersion: null,
  lastUpdatedBy: 'registry',
  lastUpdatedAt: 0,
});

/** A flag's settings without its marks of change control. */
export const settingsOf = (config: FlagConfig): FlagSettings => ({
  state: config.state,
  env: config.env,
  rollout: config.rollout,
  rolloutUnit: config.rolloutUnit,
  canaryTenants: config.canaryTenants,
  countries: config.countries,
  platforms: config.platforms,
  requiresVip: config.requiresVip,
  requiresRoyal: config.requiresRoyal,
  requiresCreator: config.requiresCreator,
  dependencies: config.dependencies,
  shadowExecution: config.shadowExecution,
  notes: config.notes,
});

export const isServing = (state: FlagConfig['state']): boolean => state === 'on' || state === 'canary';

export const initialFlags = (): Map<FeatureFlagKey, FlagConfig> =>
  new Map(FEATURE_FLAG_KEYS.map((key) => [key, initialConfig(key)]));
