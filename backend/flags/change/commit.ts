import type { Context } from '../../operations/index.ts';
import type { Transaction } from '../../ports/index.ts';
import type { FlagConfig, FlagSettings, TenantOverride } from '../model.ts';
import { auditEntryPath, FLAGS, flagPath, OVERRIDES, overridePath } from '../paths.ts';
import type { FeatureFlagKey } from '../registry/index.ts';
import type { CommittedWrite } from '../service/flag-service.ts';
import { readReported, readSuspicions, writeAlerts } from './alerts.ts';
import { type AuditEntry, asDocument, type FlagAction } from './audit.ts';
import { type CurrentFlag, readCurrent } from './current.ts';
import { configAfter, editEntryOf, entryOf } from './entry.ts';

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
  /** False where the flag was already as asked. */
  readonly changed: boolean;
  readonly flag: FlagConfig;
  readonly version: number;
  /** For the cache of this process. */
  readonly writes: readonly CommittedWrite[];
}

/**
 * Commits one change: the flag, its audit entry, the platform's audit log and any alerts in ONE transaction, so that there is no change
 * without its record and no record without its change. The audit entry is created under the new version's number: two changes can never
 * both become that version. An edit that was made around change control is put on record first.
 */
export async function commitChange(ctx: Context, change: Change): Promise<Committed> {
  const { key } = change;
  return ctx.store.transaction(async (tx) => {
    const current = await readCurrent(ctx, tx, key);
    const outcome = await change.decide(current, tx);
    const { recordedVersion, edited, config } = current;
    const entries = [
      ...(edited ? [editEntryOf(ctx, current)] : []),
      ...(outcome ? [entryOf(ctx, change, current, outcome, recordedVersion + 1)] : []),
    ];
    const last = entries.at(-1);
    if (last === undefined) return { changed: false, flag: config, version: config.version, writes: [] };

    const suspicions = await readSuspicions(tx, entries);
    const reported = await readReported(tx, last, suspicions);
    const flag = configAfter(last, last.after.settings);
    const writes = [flagWrite(key, flag, last), ...overrideWrite(key, outcome)];
    for (const { path, data } of writes) {
      if (data === null) tx.delete(path);
      else tx.set(path, data);
    }
    for (const entry of entries) writeEntry(tx, entry);
    writeAlerts(ctx, tx, entries, suspicions, reported);
    return { changed: outcome !== null, flag, version: last.version, writes };
  });
}

/** The same entry in the flag's own audit and in the platform's log. */
function writeEntry(tx: Transaction, entry: AuditEntry): void {
  const { flag, version, changedAt } = entry;
  const log = { type: 'FEATURE_FLAG_CHANGED', at: changedAt, ...entry };
  tx.create(auditEntryPath(flag, version), asDocument(entry));
  tx.create(`auditLogs/flag:${flag}:v${version}`, asDocument(log));
}

const flagWrite = (key: FeatureFlagKey, flag: FlagConfig, { after }: AuditEntry): CommittedWrite => ({
  source: FLAGS,
  path: flagPath(key),
  data: after.settings === null ? null : asDocument(flag),
});

const overrideWrite = (key: FeatureFlagKey, outcome: Outcome | null): CommittedWrite[] =>
  outcome?.override
    ? [
        {
          source: OVERRIDES,
          path: overridePath(outcome.override.tenant, key),
          data: outcome.override.after && asDocument(outcome.override.after),
        },
      ]
    : [];
