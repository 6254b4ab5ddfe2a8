import type { HistoryRecord } from '../history/index.ts';
import type { VerdictStatus } from './verdict.ts';

/** Something that must not be, and the operations of clients that show it, in the order in which they were invoked. */
export interface ViolationFound {
  readonly message: string;
  readonly operations: readonly HistoryRecord[];
  /** How many operations there are, where not all are listed. */
  readonly operationCount: number;
}

/** What became of one invariant. */
export interface InvariantFinding {
  readonly id: string;
  readonly title: string;
  /** The document and part that promises it. */
  readonly source: string;
  /** `not-concerned`: the run did nothing of what the rule speaks of, so that it is no part of the verdict. */
  readonly status: VerdictStatus | 'not-concerned';
  /** How many things were held against the rule. */
  readonly checked: number;
  readonly violationCount: number;
  /** The first of them. */
  readonly violations: readonly ViolationFound[];
  /** Why nothing could be said. */
  readonly reason?: string;
}

/** `violations.json`: written wherever invariants were checked, also where all hold. */
export interface InvariantFindings {
  readonly schemaVersion: 1;
  /** Records of the history that they were held against. */
  readonly operations: number;
  /** Final documents that they were held against. */
  readonly documents: number;
  readonly findings: readonly InvariantFinding[];
}
