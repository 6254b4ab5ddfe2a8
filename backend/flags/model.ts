/**
 * The one flag model behind all source documents: states of the thorbis document, targeting of pack 416 §1, documents of pack 353 §8.
 */
import type { FeatureFlagKey } from './registry/index.ts';

export const FLAG_STATES = ['off', 'shadow', 'canary', 'on', 'kill'] as const;
/** `kill` overrides everything; `shadow` computes and writes nothing; `canary` serves the roll-out's share; `on` all who match. */
export type FlagState = (typeof FLAG_STATES)[number];

export const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;
/** How far a flag has been promoted: one of `staging` works in dev and staging, one of `prod` everywhere. */
export type Environment = (typeof ENVIRONMENTS)[number];

export const SHADOW_EXECUTION_TYPES = ['validate_only', 'dry_run', 'ui_intents', 'log_only'] as const;
export type ShadowExecutionType = (typeof SHADOW_EXECUTION_TYPES)[number];

/** What an operator sets. Stored in `featureFlags/{key}`. An empty list restricts nothing. */
export interface FlagSettings {
  readonly state: FlagState;
  readonly env: Environment;
  /** Share of users (or tenants) in percent, 0–100 in steps of 0.01; counts in `canary` and `on`. */
  readonly rollout: number;
  /** What falls into a bucket: each user, or each tenant as a whole. */
  readonly rolloutUnit: 'user' | 'tenant';
  /** Tenants that were selected into the canary, whatever their bucket. */
  readonly canaryTenants: readonly string[];
  /** ISO 3166-1 alpha-2, upper case. */
  readonly countries: readonly string[];
  readonly platforms: readonly string[];
  readonly requiresVip: boolean;
  readonly requiresRoyal: boolean;
  readonly requiresCreator: boolean;
  readonly dependencies: readonly FeatureFlagKey[];
  readonly shadowExecution: ShadowExecutionType;
  readonly notes: string;
}

/** A flag as it is stored, with the marks of change control. */
export interface FlagConfig extends FlagSettings {
  readonly key: FeatureFlagKey;
  /** For readers that know no states (pack 416): true in `canary` and `on`. */
  readonly enabled: boolean;
  /** Grows by one with every accepted change of the flag or of one of its overrides; 0: never changed. */
  readonly version: number;
  /** Version that a rollback restores; null where there is none. */
  readonly undoVersion: number | null;
  readonly lastUpdatedBy: string;
  /** Unix milliseconds. */
  readonly lastUpdatedAt: number;
}

/** `tenantFlagOverrides/{tenant}:{key}`: replaces state and roll-out for one tenant; targeting and kill still hold. */
export interface TenantOverride {
  readonly tenant: string;
  readonly flag: FeatureFlagKey;
  readonly state: FlagState;
  /** Unix milliseconds from which it no longer counts; null: until it is removed. */
  readonly expiresAt: number | null;
}

/** `systemFeatureFlags/{feature}` (pack 353 §8). */
export interface SystemFeature {
  readonly feature: string;
  readonly enabled: boolean;
  readonly currentVersion: string;
  readonly lastStableVersion?: string;
  readonly degradedMode?: boolean;
  readonly degradedReason?: string;
  readonly disabledReason?: string;
}

/** One feature within `countryFeatureFlags/{cc}` or `platformFeatureFlags/{platform}`. */
export interface RegionalFeature {
  readonly enabled: boolean;
  readonly requireVerification?: boolean;
}

/** What is known of a country or platform: features by name, and on platforms free settings such as `videoCallsQuality`. */
export interface RegionalFeatures {
  readonly features: ReadonlyMap<string, RegionalFeature>;
  readonly settings: ReadonlyMap<string, string>;
}

/** Everything that evaluation depends on beside the context. */
export interface FlagDocuments {
  readonly environment: Environment;
  readonly flags: ReadonlyMap<FeatureFlagKey, FlagConfig>;
  readonly overrides: readonly TenantOverride[];
  readonly systems: ReadonlyMap<string, SystemFeature>;
  readonly countries: ReadonlyMap<string, RegionalFeatures>;
  readonly platforms: ReadonlyMap<string, RegionalFeatures>;
}

/** For whom a flag is asked, and when. */
export interface FlagContext {
  /** Unix milliseconds; overrides expire by it. */
  readonly now: number;
  readonly userId?: string | undefined;
  readonly country?: string | undefined;
  readonly platform?: string | undefined;
  readonly tenant?: string | undefined;
  readonly vip?: boolean | undefined;
  readonly royal?: boolean | undefined;
  readonly creator?: boolean | undefined;
  readonly verified?: boolean | undefined;
}

export type EvaluationReason =
  | 'on'
  | 'canary'
  | 'canary-tenant'
  | 'tenant-override'
  | 'shadow'
  | 'off'
  | 'killed'
  | 'environment'
  | 'system-disabled'
  | 'dependency'
  | 'dependency-cycle'
  | 'country'
  | 'country-disabled'
  | 'platform'
  | 'platform-disabled'
  | 'verification-required'
  | 'requires-vip'
  | 'requires-royal'
  | 'requires-creator'
  | 'rollout'
  | 'safe-default';

/** The answer of an evaluation. */
export interface Evaluation {
  readonly key: FeatureFlagKey;
  /** True in `canary` and `on` only. */
  readonly enabled: boolean;
  /** In effect for this context: a user outside the roll-out is `off`. */
  readonly state: FlagState;
  /** How the feature is to behave where it runs. */
  readonly mode: 'normal' | 'degraded' | 'shadow';
  readonly reason: EvaluationReason;
  /** The platform's setting of the feature (`hd`, `sd`), where the registry names one. */
  readonly variant: string | null;
  /** The flag that is missing, where the reason is a dependency. */
  readonly dependency: FeatureFlagKey | null;
}
