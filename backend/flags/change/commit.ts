import type { Context } from '../../operations/index.ts';
import { callerId } from '../../operations/index.ts';
import type { Doc, DocData, Transaction } from '../../ports/index.ts';
import { initialConfig, isServing, settingsOf } from '../defaults.ts';
import { readFlag } from '../documents.ts';
import type { FlagConfig, FlagSettings, TenantOverride } from '../model.ts';
import { auditEntryPath, auditPath, FLAGS, flagPath, OVERRIDES, overridePath } from '../paths.ts';
import { CRITICAL_FEATURES, type FeatureFlagKey } from '../registry/index.ts';
import type { CommittedWrite } from '../service/flag-service.ts';
import { readEarlierAlerts, readRecentChanges, writeAlerts } from './alerts.ts';
import { type AuditEntry, asDocument, type FlagAction } from './audit.ts';

/** A flag as a change finds it. */
export interface CurrentFlag {
  readonly config: FlagConfig;
  readonly stored: boolean;
}

/** What a change makes of a flag. */
export interface Outcome {
  /** Null: the document is removed, the registry applies again. */
  readonly settings: FlagSettings | null;
  readonly undoVersion: number | null;
  /** A tenant's override before and after (null: none), for changes about a tenant. */
  readonly override?: {
    readonly tenant: string;
    readonly before: TenantOverride | null;
    readonly after: TenantOverride | null;
  };
}

export interface Change {
  readonly key: FeatureFlagKey;
  readonly action: FlagAction;
  readonly reason: string;
  /** Decides on what the transaction reads; throws to refuse, null where nothing would change. Runs again on contention. */
  readonly decide: (current: CurrentFlag, tx: Transaction) => Promise<Outcome | null>;
}

export interface Committed {
  /** False where the flag was already as asked: nothing was written. */
  readonly changed: boolean;
  readonly flag: FlagConfig;
  readonly version: number;
  /** For the cache of this process. */
  readonly writes: readonly CommittedWrite[];
}

/**
 * Commits one change: the flag, its audit entry, the platform's audit log and any alerts in ONE transaction, so that there is no change
 * without its record and no record without its change. The audit entry is created under the new version's number: two changes can never
 * both become that version.
 */
export async function commitChange(ctx: Context, change: Change): Promise<Committed> {
  const { key } = change;
  return ctx.store.transaction(async (tx) => {
    const current = await readCurrent(ctx, tx, key);
    const outcome = await change.decide(current, tx);
    if (outcome === null) return { changed: false, flag: current.config, version: current.config.version, writes: [] };

    const version = 1 + (current.stored ? current.config.version : await lastAuditedVersion(tx, key));
    const entry = auditEntryOf(ctx, change, current, outcome, version);
    const recent = await readRecentChanges(tx, entry);
    const earlier = await readEarlierAlerts(tx, entry, recent);

    const flag = outcome.settings ? configOf(entry, outcome.settings) : initialConfig(key);
    const writes = writesOf(key, flag, outcome);
    for (const { path, data } of writes) {
      if (data === null) tx.delete(path);
      else tx.set(path, data);
    }
    tx.create(auditEntryPath(key, version), asDocument(entry));
    tx.create(
      `auditLogs/flag:${key}:v${version}`,
      asDocument({ type: 'FEATURE_FLAG_CHANGED', at: entry.changedAt, ...entry }),
    );
    writeAlerts(ctx, tx, entry, recent, earlier);
    return { changed: true, flag, version, writes };
  });
}

async function readCurrent(ctx: Context, tx: Transaction, key: FeatureFlagKey): Promise<CurrentFlag> {
  const doc = await tx.get(flagPath(key));
  const config = doc && readFlag(doc, ctx.log);
  return { config: config ?? initialConfig(key), stored: config !== null };
}

/** Numbers go on after a flag's document was deleted. */
async function lastAuditedVersion(tx: Transaction, key: FeatureFlagKey): Promise<number> {
  const last: Doc<AuditEntry>[] = await tx.query<AuditEntry>({
    collection: auditPath(key),
    orderBy: [['version', 'desc']],
    limit: 1,
  });
  return last[0]?.data.version ?? 0;
}

function auditEntryOf(
  ctx: Context,
  { key, action, reason }: Change,
  { config }: CurrentFlag,
  { settings, undoVersion, override }: Outcome,
  version: number,
): AuditEntry {
  const about = (one: TenantOverride | null) =>
    one && { tenant: one.tenant, state: one.state, expiresAt: one.expiresAt };
  return {
    flag: key,
    version,
    action,
    before: { settings: settingsOf(config), ...(override && { override: about(override.before) }) },
    after: { settings, ...(override && { override: about(override.after) }) },
    tenant: override?.tenant ?? null,
    undoVersion,
    critical: CRITICAL_FEATURES.has(key),
    changedBy: callerId(ctx),
    changedAt: ctx.clock.now(),
    reason,
    ip: ctx.origin.ip,
    userAgent: ctx.origin.userAgent.slice(0, 300),
  };
}

const configOf = (
  { flag, version, undoVersion, changedBy, changedAt }: AuditEntry,
  settings: FlagSettings,
): FlagConfig => ({
  ...settings,
  key: flag,
  enabled: isServing(settings.state),
  version,
  undoVersion,
  lastUpdatedBy: changedBy,
  lastUpdatedAt: changedAt,
});

function writesOf(key: FeatureFlagKey, flag: FlagConfig, { settings, override }: Outcome): CommittedWrite[] {
  const writes: CommittedWrite[] = [{ source: FLAGS, path: flagPath(key), data: settings && asDocument(flag) }];
  if (override) {
    const data: DocData | null = override.after && asDocument(override.after);
    writes.push({ source: OVERRIDES, path: overridePath(override.tenant, key), data });
  }
  return writes;
}
