/** Where flags live in the store, under the source documents' collection names. */
import type { FeatureFlagKey } from './registry/index.ts';

export const FLAGS = 'featureFlags';
export const AUDIT = 'audit';
export const OVERRIDES = 'tenantFlagOverrides';
export const SYSTEMS = 'systemFeatureFlags';
export const COUNTRIES = 'countryFeatureFlags';
export const PLATFORMS = 'platformFeatureFlags';
export const BLOCKS = 'featureBlocks';
/** What operators and safe rollback did with the versions of features; `backend/rollback` writes it. */
export const RELEASE_HISTORY = 'rollbackHistory';

export const flagPath = (key: FeatureFlagKey): string => `${FLAGS}/${key}`;
export const auditPath = (key: FeatureFlagKey): string => `${FLAGS}/${key}/${AUDIT}`;
/** Zero-padded, so that the order of ids is the order of versions. */
export const auditEntryPath = (key: FeatureFlagKey, version: number): string =>
  `${auditPath(key)}/v${String(version).padStart(8, '0')}`;
export const overridePath = (tenant: string, key: FeatureFlagKey): string => `${OVERRIDES}/${tenant}:${key}`;
