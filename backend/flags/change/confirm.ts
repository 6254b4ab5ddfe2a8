import { OperationError } from '../../../lib/wire/index.ts';
import { CRITICAL_FEATURES, definitionOf, FEATURE_FLAG_KEYS, type FeatureFlagKey } from '../registry/index.ts';

/** @throws OperationError `failed-precondition` (`CONFIRMATION_REQUIRED`) unless the exact key was typed for a critical feature */
export function requireConfirmation(key: FeatureFlagKey, confirm: string | undefined): void {
  if (!CRITICAL_FEATURES.has(key) || confirm === key) return;
  throw missing(key, `${key} is critical: confirm by typing its exact key "${key}"`);
}

/** The flags that a system, country or platform document reaches by this name: their keys, the features they belong to, their settings. */
export const flagsNamed = (name: string): FeatureFlagKey[] =>
  FEATURE_FLAG_KEYS.filter((key) => {
    const { features = [], variantSetting } = definitionOf(key);
    return key === name || features.includes(name) || variantSetting === name;
  });

/**
 * The same for a change by the name of a feature, which may reach several flags.
 * @throws OperationError `failed-precondition` (`CONFIRMATION_REQUIRED`) where one of them is critical and the name was not typed
 */
export function requireFeatureConfirmation(name: string, confirm: string | undefined): void {
  const critical = flagsNamed(name).filter((key) => CRITICAL_FEATURES.has(key));
  if (critical.length === 0 || confirm === name) return;
  throw missing(name, `${name} reaches ${critical.join(', ')}: confirm by typing its exact name "${name}"`);
}

const missing = (flag: string, message: string): OperationError =>
  new OperationError('failed-precondition', message, { reason: 'CONFIRMATION_REQUIRED', flag });
