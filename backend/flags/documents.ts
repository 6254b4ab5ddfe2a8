/** Reads the store's documents. What cannot be read is taken as strictly as it can be understood, and logged: it never opens a feature. */
import { z } from 'zod';
import type { Doc, Logger } from '../ports/index.ts';
import { initialConfig, isServing } from './defaults.ts';
import {
  ENVIRONMENTS,
  FLAG_STATES,
  type FlagConfig,
  type RegionalFeature,
  type RegionalFeatures,
  SHADOW_EXECUTION_TYPES,
  type SystemFeature,
  type TenantOverride,
} from './model.ts';
import { FEATURE_FLAG_KEYS, isFeatureFlagKey, SAFE_DEFAULTS } from './registry/index.ts';

export const flagKeySchema = z.enum(FEATURE_FLAG_KEYS, 'there is no such flag: loadgate flags list shows all keys');

const flagDocument = z
  .object({
    state: z.enum(FLAG_STATES),
    enabled: z.boolean(),
    env: z.enum(ENVIRONMENTS),
    rollout: z.number().min(0).max(100),
    rolloutUnit: z.enum(['user', 'tenant']),
    canaryTenants: z.array(z.string()),
    countries: z.array(z.string()),
    platforms: z.array(z.string()),
    requiresVip: z.boolean(),
    requiresRoyal: z.boolean(),
    requiresCreator: z.boolean(),
    dependencies: z.array(flagKeySchema),
    shadowExecution: z.enum(SHADOW_EXECUTION_TYPES),
    notes: z.string(),
    version: z.int().min(0),
    undoVersion: z.int().min(0).nullable(),
    lastUpdatedBy: z.string(),
    lastUpdatedAt: z.number(),
  })
  .partial();

/**
 * A flag's document; null for a key that is not in the registry. `enabled: false` set by hand (the emergency edit of pack 416 where no
 * console is at hand) switches the feature off whatever its state says.
 */
export function readFlag({ id, data }: Doc, log: Logger): FlagConfig | null {
  if (!isFeatureFlagKey(id)) {
    log.warn('a flag document has a key that is not in the registry', { flag: id });
    return null;
  }
  const parsed = flagDocument.safeParse(data);
  if (!parsed.success) {
    log.error('a flag document cannot be read: its safe default applies', { flag: id, fault: parsed.error.message });
    const state = data.state === 'kill' ? 'kill' : SAFE_DEFAULTS[id] && data.enabled !== false ? 'on' : 'off';
    const version = typeof data.version === 'number' ? data.version : 0;
    return { ...initialConfig(id), state, enabled: isServing(state), rollout: isServing(state) ? 100 : 0, version };
  }
  const config = { ...initialConfig(id), ...parsed.data } as FlagConfig;
  const state = config.enabled === false && isServing(config.state) ? 'off' : config.state;
  return { ...config, state, enabled: isServing(state) };
}

const overrideDocument = z.object({
  tenant: z.string().min(1),
  flag: flagKeySchema,
  state: z.enum(FLAG_STATES),
  expiresAt: z.number().nullable(),
});

export function readOverride({ path, data }: Doc, log: Logger): TenantOverride | null {
  const parsed = overrideDocument.safeParse(data);
  if (parsed.success) return parsed.data;
  log.error('a tenant override cannot be read and is ignored', { path, fault: parsed.error.message });
  return null;
}

const systemDocument = z.object({
  enabled: z.boolean(),
  currentVersion: z.string().default(''),
  lastStableVersion: z.string().optional(),
  degradedMode: z.boolean().optional(),
  degradedReason: z.string().optional(),
  disabledReason: z.string().optional(),
});

/** A feature's system document (pack 353 §8); one that cannot be read counts as disabled. */
export function readSystem({ id, data }: Doc, log: Logger): SystemFeature {
  const parsed = systemDocument.safeParse(data);
  if (parsed.success) return { feature: id, ...withoutUndefined(parsed.data) };
  log.error('a system feature cannot be read and counts as disabled', { feature: id, fault: parsed.error.message });
  return { feature: id, enabled: false, currentVersion: '' };
}

const regionalFeature = z.object({ enabled: z.boolean(), requireVerification: z.boolean().optional() });

/** A country's or platform's document: maps are features, strings are settings. */
export function readRegion({ path, data }: Doc, log: Logger): RegionalFeatures {
  const features = new Map<string, RegionalFeature>();
  const settings = new Map<string, string>();
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === 'string') settings.set(name, value);
    if (typeof value !== 'object' || value === null) continue;
    const parsed = regionalFeature.safeParse(value);
    if (!parsed.success) log.error('a regional feature cannot be read and counts as disabled', { path, feature: name });
    features.set(name, parsed.success ? withoutUndefined(parsed.data) : { enabled: false });
  }
  return { features, settings };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };
const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;
