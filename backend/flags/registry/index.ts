/** Every feature flag that exists: keys, categories, safe defaults and criticality (pack 416 §1; domains of the thorbis document). */
import { OperationError } from '../../../lib/wire/index.ts';
import { ESTIMATES, INVOICES, POINT_OF_SALE, SCHEDULING, TEMPLATES } from './business.ts';
import { AI, CHAT, DATING } from './communication.ts';
import { CONTENT, EVENTS, SAFETY } from './community.ts';
import type { FlagDefinition } from './definition.ts';
import { CREATOR_ECONOMY, FINANCIAL, PREMIUM } from './money.ts';
import { PLATFORM } from './operations.ts';

export type { FlagDefinition } from './definition.ts';

const CATEGORIES = {
  chat: CHAT,
  ai: AI,
  events: EVENTS,
  safety: SAFETY,
  financial: FINANCIAL,
  content: CONTENT,
  creator: CREATOR_ECONOMY,
  dating: DATING,
  premium: PREMIUM,
  platform: PLATFORM,
  invoices: INVOICES,
  estimates: ESTIMATES,
  scheduling: SCHEDULING,
  pos: POINT_OF_SALE,
  templates: TEMPLATES,
} as const;

type Categories = typeof CATEGORIES;
export type FeatureCategory = keyof Categories;
/** A key that is not in the registry is a compile-time error wherever this type is asked for. */
export type FeatureFlagKey = { [C in FeatureCategory]: keyof Categories[C] }[FeatureCategory] & string;

const entries = Object.values(CATEGORIES).flatMap((flags) => Object.entries<FlagDefinition>(flags));
/** A key in two categories would silently lose one definition. */
if (new Set(entries.map(([key]) => key)).size !== entries.length) throw new Error('a flag key is in two categories');

export const FLAG_DEFINITIONS: ReadonlyMap<FeatureFlagKey, FlagDefinition> = new Map(
  entries as [FeatureFlagKey, FlagDefinition][],
);
export const FEATURE_FLAG_KEYS: readonly FeatureFlagKey[] = [...FLAG_DEFINITIONS.keys()];

/** Keys by category, in the order in which consoles show them. */
export const FEATURE_CATEGORIES = Object.fromEntries(
  Object.entries(CATEGORIES).map(([category, flags]) => [category, Object.keys(flags)]),
) as unknown as Readonly<Record<FeatureCategory, readonly FeatureFlagKey[]>>;

/** What a feature is while the store cannot be read. */
export const SAFE_DEFAULTS = Object.fromEntries(
  entries.map(([key, { safeDefault }]) => [key, safeDefault]),
) as Readonly<Record<FeatureFlagKey, boolean>>;

/** Features whose change needs the two-step confirmation, on every path. */
export const CRITICAL_FEATURES: ReadonlySet<FeatureFlagKey> = new Set(
  FEATURE_FLAG_KEYS.filter((key) => FLAG_DEFINITIONS.get(key)?.critical),
);

const CATEGORY_OF = new Map<string, FeatureCategory>(
  Object.entries(FEATURE_CATEGORIES).flatMap(([category, keys]) =>
    keys.map((key) => [key, category as FeatureCategory]),
  ),
);

export const isFeatureFlagKey = (key: string): key is FeatureFlagKey => FLAG_DEFINITIONS.has(key as FeatureFlagKey);

/** @throws OperationError `not-found` (`UNKNOWN_FLAG`) that suggests the nearest keys */
export function featureFlagKey(key: string): FeatureFlagKey {
  if (isFeatureFlagKey(key)) return key;
  const shown = key.slice(0, 100);
  const near = FEATURE_FLAG_KEYS.filter((known) => known.includes(key) || key.includes(known)).slice(0, 3);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'loadgate flags list shows all keys';
  throw new OperationError('not-found', `there is no flag "${shown}": ${hint}`, {
    reason: 'UNKNOWN_FLAG',
    flag: shown,
  });
}

export const definitionOf = (key: FeatureFlagKey): FlagDefinition => known(FLAG_DEFINITIONS.get(key), key);
export const categoryOf = (key: FeatureFlagKey): FeatureCategory => known(CATEGORY_OF.get(key), key);

function known<T>(found: T | undefined, key: string): T {
  if (found !== undefined) return found;
  throw new OperationError('not-found', `there is no flag "${key}"`, { reason: 'UNKNOWN_FLAG', flag: key });
}
