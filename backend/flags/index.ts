/** Feature flags, kill-switches and guards: the control plane (pack 416; pack 353 §8; thorbis flags). */

export { calculateRolloutBucket, getRolloutPercentage } from './bucket.ts';
export { requireFeatureConfirmation } from './change/confirm.ts';
export { compileFlags, type FlagSet } from './compile.ts';
export { evaluate } from './evaluate.ts';
export { featureDisabled, type Guards } from './guards/guards.ts';
export type * from './model.ts';
export { type FlagsConfig, type FlagsModule, flagsModule } from './module.ts';
export {
  CRITICAL_FEATURES,
  FEATURE_CATEGORIES,
  FEATURE_FLAG_KEYS,
  type FeatureCategory,
  type FeatureFlagKey,
  SAFE_DEFAULTS,
} from './registry/index.ts';
