import type { Context } from '../../operations/index.ts';
import type { Doc, Transaction } from '../../ports/index.ts';
import { initialConfig, settingsOf } from '../defaults.ts';
import { readFlag } from '../documents.ts';
import type { FlagConfig, FlagSettings } from '../model.ts';
import { auditPath, flagPath } from '../paths.ts';
import type { FeatureFlagKey } from '../registry/index.ts';
import { type AuditEntry, same } from './audit.ts';

/** A flag as a change finds it. */
export interface CurrentFlag {
  readonly config: FlagConfig;
  readonly stored: boolean;
  /** The version under which these settings are on record, or will be with this change where they were edited around change control. */
  readonly recordedVersion: number;
  /** Version that a roll-back restores; null where there is none. */
  readonly undoVersion: number | null;
  /** The audit's last settings (null: none stored), where the document says something else. */
  readonly edited: { readonly from: FlagSettings | null } | null;
}

/**
 * Reads a flag and the end of its audit. Somebody with nothing but the store at hand may have edited the document (the emergency procedure
 * of pack 416): the two then differ, and whatever changes the flag next puts the edit on record first.
 */
export async function readCurrent(ctx: Context, tx: Transaction, key: FeatureFlagKey): Promise<CurrentFlag> {
  const doc = await tx.get(flagPath(key));
  const ends: Doc<AuditEntry>[] = await tx.query<AuditEntry>({
    collection: auditPath(key),
    orderBy: [['version', 'desc']],
    limit: 1,
  });
  const end = ends[0]?.data ?? null;
  const stored = doc && readFlag(doc, ctx.log);
  const config = stored ?? initialConfig(key);
  const from = end?.after.settings ?? null;
  const found = stored && settingsOf(stored);
  const isOnRecord = same(from, found) && (stored === null || stored.version === end?.version);
  const recorded = end?.version ?? 0;
  return {
    config,
    stored: stored !== null,
    recordedVersion: isOnRecord ? recorded : recorded + 1,
    undoVersion: isOnRecord ? config.undoVersion : recorded,
    edited: isOnRecord ? null : { from },
  };
}
