import type { SystemContext } from '../operations/index.ts';
import type { Writer } from '../ports/index.ts';
import type { FeatureState } from './feature-state.ts';

/** A `hotfix` is a deployment in a hurry: counted apart. */
export type ChangeAction = 'deploy' | 'hotfix' | 'rollback' | 'disable' | 'degrade' | 'enable' | 'mark-stable';

/** Who or what caused a change. */
export type Trigger = 'automatic' | 'manual';

/** One change of a feature, at `rollbackHistory/{feature}~{at}~{revision}`: written in the change's own transaction, never again. */
export interface HistoryEntry {
  readonly [field: string]: string | number | boolean | null;
  readonly feature: string;
  readonly revision: number;
  readonly action: ChangeAction;
  readonly triggeredBy: Trigger;
  /** Null where nobody did it. */
  readonly adminId: string | null;
  readonly reason: string;
  readonly fromVersion: string;
  readonly toVersion: string;
  readonly enabled: boolean;
  readonly degraded: boolean;
  readonly at: number;
}

export const HISTORY = 'rollbackHistory';

/** With the time, because revisions start anew where somebody replaces the feature's document by hand. */
const entryPath = ({ feature, updatedAt, revision }: FeatureState): string =>
  `${HISTORY}/${feature}~${updatedAt}~${revision}`;

export function writeHistory(
  writer: Writer,
  before: FeatureState,
  after: FeatureState,
  change: Pick<HistoryEntry, 'action' | 'triggeredBy' | 'adminId' | 'reason'>,
): void {
  const entry: HistoryEntry = {
    ...change,
    feature: after.feature,
    revision: after.revision,
    fromVersion: before.currentVersion,
    toVersion: after.currentVersion,
    enabled: after.enabled,
    degraded: after.degradedMode === true,
    at: after.updatedAt,
  };
  writer.create(entryPath(after), entry);
}

/** The changes of a feature, the newest first. */
export async function getRollbackHistory(
  { store }: Pick<SystemContext, 'store'>,
  feature: string,
  limit = 50,
): Promise<HistoryEntry[]> {
  const docs = await store.query<HistoryEntry>({
    collection: HISTORY,
    where: [['feature', '==', feature]],
    orderBy: [['at', 'desc']],
    limit,
  });
  return docs.map(({ data }) => data).sort((a, b) => b.at - a.at || b.revision - a.revision);
}
