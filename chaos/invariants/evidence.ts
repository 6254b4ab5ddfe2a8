import type { OperationName, Provider } from '../../lib/api/index.ts';
import type { HistoryRecord } from '../../lib/history/index.ts';
import type { TimelineRecord, VerdictStatus } from '../../lib/results/index.ts';

export interface EvidenceDoc {
  readonly path: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a provider knows of a payment: the truth that the backend's books are held against. */
export interface ProviderPayment {
  readonly provider: Provider;
  readonly providerTxId: string;
  /** The purchase that it was begun for. */
  readonly reference: string;
  readonly outcome: 'succeeded' | 'failed' | 'pending';
  /** Minor unit. */
  readonly amount: number;
}

/** Everything that a checker may look at. It is complete: what is not in here did not happen or was not written down. */
export interface Evidence {
  readonly history: readonly HistoryRecord[];
  /** The final documents of every collection whose last segment is this. */
  readonly documents: (collection: string) => readonly EvidenceDoc[];
  readonly timeline: readonly TimelineRecord[];
  /** Null where the providers could not be asked. */
  readonly payments: readonly ProviderPayment[] | null;
  /** When the final documents were read, after settling. */
  readonly settledAt: number;
}

/** Something that must not be, and the operations, in order, that show it. */
export interface Violation {
  readonly message: string;
  readonly operations: readonly HistoryRecord[];
}

export interface Finding {
  readonly status: VerdictStatus;
  /** How many things were held against the rule: a checker that looked at nothing has proved nothing. */
  readonly checked: number;
  readonly violations: readonly Violation[];
  /** Why nothing could be said. */
  readonly reason?: string;
}

/** A rule over history and final state; pure, so that simulation, load runs and tests use the same one. */
export interface Invariant {
  readonly id: string;
  readonly title: string;
  /** The document and part that promises it. */
  readonly source: string;
  /** What it speaks of: operations of clients, or changes that operators make. A run without any of them says nothing about it, and need not. */
  readonly about: readonly OperationName[] | 'flags' | 'kills' | 'releases';
  /** It holds what clients saw against the documents, so that it says nothing where records are missing. */
  readonly needsHistory?: true;
  readonly check: (evidence: Evidence) => Finding;
}

/** The finding of a checker that looked at `checked` things: nothing seen is inconclusive, never a pass. */
export function finding(checked: number, violations: readonly Violation[], nothing: string): Finding {
  if (violations.length > 0) return { status: 'fail', checked, violations };
  if (checked === 0) return { status: 'inconclusive', checked, violations, reason: nothing };
  return { status: 'pass', checked, violations };
}

/** Operations in the order in which they were invoked. */
export const inOrder = (records: readonly HistoryRecord[]): HistoryRecord[] =>
  [...records].sort((a, b) => a.invokedAt - b.invokedAt);

/** The records of one user, in the order of the history; indexed once, since a run has hundreds of thousands. */
export function recordsOf({ history }: Evidence, user: string): readonly HistoryRecord[] {
  const known = byUser.get(history);
  if (known) return known.get(user) ?? [];
  byUser.set(
    history,
    groupBy(history, (one) => one.user),
  );
  return byUser.get(history)?.get(user) ?? [];
}
const byUser = new WeakMap<readonly HistoryRecord[], ReadonlyMap<string, readonly HistoryRecord[]>>();

export const idOf = (doc: EvidenceDoc): string => doc.path.slice(doc.path.lastIndexOf('/') + 1);

/** Groups by a key, in the order of first appearance. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/**
 * As early as something may really have happened that the backend stamped with `at`: while a fault had moved its clock, what it stamped was off by as much.
 * Other times are true; both clocks are of one machine.
 */
export function earliestOf({ timeline }: Pick<Evidence, 'timeline'>, at: number): number {
  let earliest = at;
  const jumps = timeline.filter(({ kind, detail }) => kind === 'fault' && detail?.fault === 'clock-jump');
  for (const { at: from, name } of jumps.filter(({ detail }) => detail?.action === 'apply')) {
    const end = jumps.find((one) => one.name === name && one.detail?.action === 'revert');
    const byMs = Number((end?.detail?.params as { readonly byMs?: unknown } | undefined)?.byMs ?? 0);
    if (end && at >= from + byMs && at <= end.at + byMs) earliest = Math.min(earliest, at - byMs);
  }
  return earliest;
}
