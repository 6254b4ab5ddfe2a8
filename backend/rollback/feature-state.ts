import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import type { SystemFeature } from '../flags/index.ts';
import { definitionOf, FEATURE_FLAG_KEYS, type FeatureFlagKey } from '../flags/registry/index.ts';
import type { Doc, WriteData } from '../ports/index.ts';

/** What happens when a version fails too often (pack 353 §6). */
export const FALLBACKS = ['complete_disable', 'redirect_to_stable', 'graceful_degradation'] as const;
export type FallbackLogic = (typeof FALLBACKS)[number];

/** Consecutive errors of a version that trigger its fallback. */
export const DEFAULT_ERROR_THRESHOLD = 10;
/** After an automatic change nothing more happens by itself for this long, so that a feature does not flap. */
export const COOL_DOWN_MS = 5 * 60_000;

/**
 * `systemFeatureFlags/{feature}`: the fields of pack 353 §8, which flags are evaluated by, and those by which safe rollback decides.
 * `currentVersion` is empty where the feature was switched but never deployed.
 */
export interface FeatureState extends SystemFeature {
  /** Grows with every change of how the feature behaves: an error that is reported late names the one it belongs to. */
  readonly revision: number;
  readonly errorThreshold: number;
  readonly fallbackLogic: FallbackLogic;
  /** False: errors are recorded, nothing happens by itself. */
  readonly autoDisableOnError: boolean;
  /** Unix ms; no automatic change before. */
  readonly coolDownUntil: number;
  readonly updatedAt: number;
}

export const SYSTEM_FEATURES = 'systemFeatureFlags';
export const featurePath = (feature: string): string => `${SYSTEM_FEATURES}/${feature}`;

const controls = z.object({
  revision: z.int().min(0).catch(0),
  errorThreshold: z.int().min(1).catch(DEFAULT_ERROR_THRESHOLD),
  fallbackLogic: z.enum(FALLBACKS).catch('graceful_degradation'),
  autoDisableOnError: z.boolean().catch(true),
  coolDownUntil: z.number().catch(0),
  updatedAt: z.number().catch(0),
});
const text = z.string().optional().catch(undefined);
const stateDocument = controls.extend({
  // A document that says anything but true was meant to switch the feature off.
  enabled: z.literal(true).catch(false as true),
  currentVersion: z.string().catch(''),
  lastStableVersion: text,
  degradedMode: z.boolean().optional().catch(undefined),
  degradedReason: text,
  disabledReason: text,
});

/** Reads a document that people may have written by hand: what is missing has its default. */
export function readState({ id, data }: Pick<Doc, 'id' | 'data'>): FeatureState {
  const fields = Object.entries(stateDocument.parse(data)).filter(([, value]) => value !== undefined);
  return { feature: id, ...Object.fromEntries(fields) } as FeatureState;
}

export const initialState = (feature: string): FeatureState => readState({ id: feature, data: { enabled: true } });

/** Without the fields that do not apply: a reader must not take an empty reason for one. */
export function stateData({ feature: _, ...state }: FeatureState): WriteData {
  return state;
}

/** Every name that a feature may have here: the flags' keys, and the features that the registry says they belong to. */
const FEATURES_OF = new Map<FeatureFlagKey, readonly string[]>(
  FEATURE_FLAG_KEYS.map((key) => [key, [key, ...(definitionOf(key).features ?? [])]]),
);
const KNOWN = new Set([...FEATURES_OF.values()].flat());

/** The names under which a flag's feature may be deployed, the most specific first. */
export const featuresOf = (flag: FeatureFlagKey): readonly string[] => FEATURES_OF.get(flag) ?? [flag];

/** @throws OperationError `not-found` for a feature that guards no operation: its change would change nothing */
export function knownFeature(feature: string): string {
  if (KNOWN.has(feature)) return feature;
  const near = [...KNOWN].filter((known) => known.includes(feature) || feature.includes(known)).slice(0, 3);
  const hint =
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : `features are ${[...KNOWN].slice(0, 5).join(', ')}, …`;
  throw new OperationError('not-found', `there is no feature "${feature.slice(0, 100)}": ${hint}`);
}
