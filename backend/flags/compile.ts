import { bucketSeed } from './bucket.ts';
import type {
  Environment,
  Evaluation,
  FlagConfig,
  FlagDocuments,
  FlagState,
  RegionalFeature,
  TenantOverride,
} from './model.ts';
import { definitionOf, type FeatureFlagKey } from './registry/index.ts';

/** One flag, laid out so that an evaluation does no search that could be done once. */
export interface CompiledFlag {
  readonly key: FeatureFlagKey;
  readonly config: FlagConfig;
  /** The answer to everybody, where no context can change it (killed, other environment, system off, dependency cycle). */
  readonly fixed: Evaluation | null;
  readonly seed: number;
  readonly degraded: boolean;
  readonly overrides: ReadonlyMap<string, TenantOverride> | null;
  readonly canaryTenants: ReadonlySet<string> | null;
  readonly countries: ReadonlySet<string> | null;
  readonly platforms: ReadonlySet<string> | null;
  readonly countryRules: ReadonlyMap<string, RegionalFeature> | null;
  readonly platformRules: ReadonlyMap<string, RegionalFeature> | null;
  readonly variants: ReadonlyMap<string, string> | null;
  readonly dependencies: readonly CompiledFlag[];
}

/** All flags at one moment: the first argument of `evaluate`. */
export type FlagSet = ReadonlyMap<FeatureFlagKey, CompiledFlag>;

/** Prepares documents for evaluation. A dependency cycle (possible only by edits around change control) switches its flags off. */
export function compileFlags(documents: FlagDocuments): FlagSet {
  const set = new Map<FeatureFlagKey, CompiledFlag>();
  for (const config of documents.flags.values()) compileWithDependencies(config, documents, set, new Set());
  return set;
}

function compileWithDependencies(
  config: FlagConfig,
  documents: FlagDocuments,
  done: Map<FeatureFlagKey, CompiledFlag>,
  path: ReadonlySet<FeatureFlagKey>,
): CompiledFlag {
  const finished = done.get(config.key);
  if (finished) return finished;
  const dependencies: CompiledFlag[] = [];
  let broken: Evaluation | null = null;
  for (const key of config.dependencies) {
    const needed = documents.flags.get(key);
    if (!needed) broken = denied(config.key, 'dependency', 'off', key);
    else if (key === config.key || path.has(key)) broken = denied(config.key, 'dependency-cycle', 'off', key);
    else dependencies.push(compileWithDependencies(needed, documents, done, new Set(path).add(config.key)));
  }
  const compiled = compileOne(config, documents, dependencies, broken);
  done.set(config.key, compiled);
  return compiled;
}

function compileOne(
  config: FlagConfig,
  documents: FlagDocuments,
  dependencies: readonly CompiledFlag[],
  broken: Evaluation | null,
): CompiledFlag {
  const { key } = config;
  const { features = [], variantSetting } = definitionOf(key);
  const names = [key, ...features];
  const systems = names.flatMap((name) => documents.systems.get(name) ?? []);
  const overrides = documents.overrides.filter((override) => override.flag === key);
  return {
    key,
    config,
    fixed:
      fixedAnswer(
        config,
        documents.environment,
        systems.some((system) => !system.enabled),
      ) ?? broken,
    seed: bucketSeed(key),
    degraded: systems.some((system) => system.degradedMode === true),
    overrides: mapOrNull(overrides.map((override) => [override.tenant, override])),
    canaryTenants: setOrNull(config.canaryTenants),
    countries: setOrNull(config.countries),
    platforms: setOrNull(config.platforms),
    countryRules: rulesFor(names, documents.countries),
    platformRules: rulesFor(names, documents.platforms),
    variants: mapOrNull(
      [...documents.platforms].flatMap(([platform, { settings }]) => {
        const value = variantSetting === undefined ? undefined : settings.get(variantSetting);
        return value === undefined ? [] : [[platform, value] as const];
      }),
    ),
    dependencies,
  };
}

const REACH = { dev: 0, staging: 1, prod: 2 } as const;

function fixedAnswer(config: FlagConfig, environment: Environment, systemOff: boolean): Evaluation | null {
  if (config.state === 'kill') return denied(config.key, 'killed', 'kill');
  if (REACH[environment] > REACH[config.env]) return denied(config.key, 'environment');
  return systemOff ? denied(config.key, 'system-disabled') : null;
}

export const denied = (
  key: FeatureFlagKey,
  reason: Evaluation['reason'],
  state: FlagState = 'off',
  dependency: FeatureFlagKey | null = null,
): Evaluation => ({ key, enabled: false, state, mode: 'normal', reason, variant: null, dependency });

/** The strictest rule of each region among the names that speak of the flag. */
function rulesFor(
  names: readonly string[],
  regions: FlagDocuments['countries'],
): ReadonlyMap<string, RegionalFeature> | null {
  return mapOrNull(
    [...regions].flatMap(([region, { features }]) => {
      const rules = names.flatMap((name) => features.get(name) ?? []);
      if (rules.length === 0) return [];
      const enabled = rules.every((rule) => rule.enabled);
      return [
        [region, { enabled, requireVerification: rules.some((rule) => rule.requireVerification === true) }] as const,
      ];
    }),
  );
}

const setOrNull = (items: readonly string[]): ReadonlySet<string> | null => (items.length > 0 ? new Set(items) : null);
const mapOrNull = <V>(entries: readonly (readonly [string, V])[]): ReadonlyMap<string, V> | null =>
  entries.length > 0 ? new Map(entries) : null;
