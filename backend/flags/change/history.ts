import { decodeCursor, encodeCursor } from '../../operations/cursor.ts';
import type { Reader } from '../../ports/index.ts';
import { initialSettings, settingsOf } from '../defaults.ts';
import { readFlag } from '../documents.ts';
import { auditPath, flagPath, OVERRIDES } from '../paths.ts';
import type { FeatureFlagKey } from '../registry/index.ts';
import { type AuditEntry, type ReplayedFlag, replay, same } from './audit.ts';

export interface HistoryPage {
  readonly entries: readonly AuditEntry[];
  readonly nextCursor: string | null;
}

/** The changes of a flag, newest first. */
export async function historyOf(
  reader: Reader,
  key: FeatureFlagKey,
  limit: number,
  cursor?: string,
): Promise<HistoryPage> {
  const [version] = cursor === undefined ? [] : decodeCursor(cursor, ['number']);
  const docs = await reader.query<AuditEntry>({
    collection: auditPath(key),
    orderBy: [['version', 'desc']],
    limit: limit + 1,
    ...(version !== undefined && { startAfter: [version] }),
  });
  const entries = docs.slice(0, limit).map(({ data }) => data);
  const last = entries.at(-1);
  return { entries, nextCursor: docs.length > limit && last ? encodeCursor([last.version]) : null };
}

/** A flag's audit, checked against its document and overrides: `faults` is empty where replaying it gives the current state. */
export async function verifyAudit(reader: Reader, key: FeatureFlagKey): Promise<ReplayedFlag> {
  const [docs, stored, overrides] = await Promise.all([
    reader.query<AuditEntry>({ collection: auditPath(key), orderBy: [['version', 'desc']] }),
    reader.get(flagPath(key)),
    reader.query({ collection: OVERRIDES }),
  ]);
  const replayed = replay(docs.map(({ data }) => data).reverse(), initialSettings(key));
  const faults = [...replayed.faults];
  const config = stored && readFlag(stored, SILENT);
  if (!same(config && settingsOf(config), replayed.settings))
    faults.push('the document is not what the audit adds up to');
  if (config && config.version !== replayed.version)
    faults.push(`the document is at version ${config.version}, the audit at ${replayed.version}`);
  const current = overrides.flatMap(({ data }) =>
    data.flag === key ? [[String(data.tenant), { state: data.state, expiresAt: data.expiresAt }] as const] : [],
  );
  if (!same(Object.fromEntries(current), Object.fromEntries(replayed.overrides)))
    faults.push('the overrides are not what the audit adds up to');
  return { ...replayed, faults };
}

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
