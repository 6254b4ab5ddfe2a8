import type { FlagConfig } from './model.ts';
import { definitionOf, FEATURE_FLAG_KEYS, type FeatureFlagKey } from './registry/index.ts';

/** A flag nobody has changed: version 0, as the registry says. */
export function initialConfig(key: FeatureFlagKey): FlagConfig {
  const { initial = 'on', dependencies = [] } = definitionOf(key);
  return {
    key,
    state: initial,
    enabled: isServing(initial),
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
    version: 0,
    undoVersion: null,
    lastUpdatedBy: 'registry',
    lastUpdatedAt: 0,
  };
}

export const isServing = (state: FlagConfig['state']): boolean => state === 'on' || state === 'canary';

export const initialFlags = (): Map<FeatureFlagKey, FlagConfig> =>
  new Map(FEATURE_FLAG_KEYS.map((key) => [key, initialConfig(key)]));
