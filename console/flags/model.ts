import type { FlagSettingsView, FlagView } from '../../lib/api/index.ts';

export const STATES = ['on', 'canary', 'shadow', 'off', 'kill'] as const;
export const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;
export const PLATFORMS = ['web', 'ios', 'android'] as const;
export const SHADOWS = ['validate_only', 'dry_run', 'ui_intents', 'log_only'] as const;

export interface Filters {
  readonly search: string;
  readonly category: string;
  readonly env: string;
  readonly state: string;
}

export const NO_FILTERS: Filters = { search: '', category: '', env: '', state: '' };

/** The flags that a person looks for: every word of the search in key, description, category or notes. */
export function filtered(flags: readonly FlagView[], { search, category, env, state }: Filters): FlagView[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  return flags.filter((flag) => {
    const text = `${flag.key} ${flag.description} ${flag.category} ${flag.notes}`.toLowerCase();
    return (
      wanted.every((word) => text.includes(word)) &&
      (category === '' || flag.category === category) &&
      (env === '' || flag.env === env) &&
      (state === '' ||
        (state === 'partial'
          ? isPartial(flag)
          : state === 'serving'
            ? flag.enabled
            : state === 'not-serving'
              ? !flag.enabled
              : flag.state === state))
    );
  });
}

/** Served to some, not to all. */
export const isPartial = ({ enabled, rollout, state }: FlagView): boolean =>
  enabled && state === 'canary' && rollout < 100;

/** Who is targeted, in a few words each. */
export function rulesOf(flag: FlagSettingsView): string[] {
  return [
    ...(flag.countries.length > 0 ? [flag.countries.join(', ')] : []),
    ...(flag.platforms.length > 0 ? [flag.platforms.join(', ')] : []),
    ...(flag.requiresVip ? ['VIP'] : []),
    ...(flag.requiresRoyal ? ['Royal'] : []),
    ...(flag.requiresCreator ? ['creators'] : []),
    ...(flag.canaryTenants?.length ? [`${flag.canaryTenants.length} tenants`] : []),
  ];
}

export interface Difference {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'none';
  if (value === '' || value === null || value === undefined) return 'none';
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
};

const FIELDS = [
  'state',
  'rollout',
  'rolloutUnit',
  'env',
  'countries',
  'platforms',
  'requiresVip',
  'requiresRoyal',
  'requiresCreator',
  'canaryTenants',
  'dependencies',
  'shadowExecution',
  'notes',
] as const;

/** The settings in which two versions differ, as people read them. */
export function differences(
  before: Partial<FlagSettingsView> | null,
  after: Partial<FlagSettingsView> | null,
): Difference[] {
  return FIELDS.flatMap((name) => {
    const pair = { field: name, before: shown(before?.[name]), after: shown(after?.[name]) };
    return pair.before === pair.after ? [] : [pair];
  });
}
