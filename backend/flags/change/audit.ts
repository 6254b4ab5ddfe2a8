import type { DocData, Reader } from '../../ports/index.ts';
import type { FlagSettings, TenantOverride } from '../model.ts';
import { auditEntryPath } from '../paths.ts';
import type { FeatureFlagKey } from '../registry/index.ts';

export type FlagAction =
  | 'create'
  | 'update'
  | 'kill'
  | 'rollback'
  | 'override'
  | 'remove-override'
  | 'delete'
  /** Found in the store without having gone through change control. */
  | 'external-edit';

/** What a change touches: a flag's settings (null: none stored), and where the change was about a tenant, its override. */
export type FlagSnapshot = {
  readonly settings: FlagSettings | null;
  readonly override?: Pick<TenantOverride, 'tenant' | 'state' | 'expiresAt'> | null;
};

/** `featureFlags/{key}/audit/v{version}`: one accepted change. Only ever created, never written again. */
export type AuditEntry = {
  readonly flag: FeatureFlagKey;
  readonly version: number;
  readonly action: FlagAction;
  readonly before: FlagSnapshot;
  readonly after: FlagSnapshot;
  /** The tenant of an override's change. */
  readonly tenant: string | null;
  /** Version whose settings a rollback from here restores; null where there is none. */
  readonly undoVersion: number | null;
  readonly critical: boolean;
  readonly changedBy: string;
  /** Unix milliseconds. */
  readonly changedAt: number;
  readonly reason: string;
  readonly ip: string;
  readonly userAgent: string;
};

/** Audit entries hold only JSON, which the type of a snapshot does not show. */
export const asDocument = (entry: object): DocData => entry as DocData;

export const readAuditEntry = async (reader: Pick<Reader, 'get'>, key: FeatureFlagKey, version: number) =>
  (await reader.get<AuditEntry>(auditEntryPath(key, version)))?.data ?? null;

/** What the audit of one flag adds up to. */
export interface ReplayedFlag {
  readonly version: number;
  readonly settings: FlagSettings | null;
  readonly overrides: ReadonlyMap<string, Pick<TenantOverride, 'state' | 'expiresAt'>>;
  /** Where the audit contradicts itself; empty in an intact one. */
  readonly faults: readonly string[];
}

/** Replays the entries of one flag in the order of their versions. `initial` is what the registry says of the flag. */
export function replay(entries: readonly AuditEntry[], initial: FlagSettings): ReplayedFlag {
  const faults: string[] = [];
  const overrides = new Map<string, Pick<TenantOverride, 'state' | 'expiresAt'>>();
  let settings: FlagSettings | null = null;
  let version = 0;
  for (const entry of entries) {
    if (entry.version !== version + 1) faults.push(`version ${entry.version} follows ${version}`);
    if (!same(entry.before.settings, settings ?? initial))
      faults.push(`version ${entry.version} begins elsewhere than ${version} ended`);
    version = entry.version;
    settings = entry.after.settings;
    if (entry.tenant === null) continue;
    if (entry.after.override) {
      const { state, expiresAt } = entry.after.override;
      overrides.set(entry.tenant, { state, expiresAt });
    } else overrides.delete(entry.tenant);
  }
  return { version, settings, overrides, faults };
}

/** Equal as JSON, whatever the order of the fields. */
export const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
