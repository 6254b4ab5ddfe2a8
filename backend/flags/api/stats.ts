import type { Reader } from '../../ports/index.ts';
import type { AuditEntry } from '../change/audit.ts';
import { isServing } from '../defaults.ts';
import { AUDIT } from '../paths.ts';

/** Pack 416 §8: what happened to flags in a stretch of time. */
export interface FlagStats {
  readonly totalChanges: number;
  /** Changes that switched a feature on. */
  readonly enabledCount: number;
  /** Changes that switched a feature off. */
  readonly disabledCount: number;
  readonly criticalChanges: number;
  readonly topChangedFlags: readonly { readonly flag: string; readonly changes: number }[];
  /** True where there were more changes than are read at once: narrow the dates. */
  readonly truncated: boolean;
}

const MAX_READ = 5_000;

/** From `startDate` (inclusive) to `endDate` (exclusive), Unix milliseconds. */
export async function getFeatureFlagStats(reader: Reader, startDate: number, endDate: number): Promise<FlagStats> {
  const docs = await reader.query<AuditEntry>({
    collection: AUDIT,
    group: true,
    where: [
      ['changedAt', '>=', startDate],
      ['changedAt', '<', endDate],
    ],
    orderBy: [['changedAt', 'asc']],
    limit: MAX_READ,
  });
  const entries = docs.map(({ data }) => data);
  const serves = ({ settings }: AuditEntry['before']) => settings !== null && isServing(settings.state);
  const byFlag = new Map<string, number>();
  for (const { flag } of entries) byFlag.set(flag, (byFlag.get(flag) ?? 0) + 1);
  return {
    totalChanges: entries.length,
    enabledCount: entries.filter(({ before, after }) => !serves(before) && serves(after)).length,
    disabledCount: entries.filter(({ before, after }) => serves(before) && !serves(after)).length,
    criticalChanges: entries.filter(({ critical }) => critical).length,
    topChangedFlags: [...byFlag]
      .map(([flag, changes]) => ({ flag, changes }))
      .sort((a, b) => b.changes - a.changes || (a.flag < b.flag ? -1 : 1))
      .slice(0, 10),
    truncated: docs.length === MAX_READ,
  };
}
