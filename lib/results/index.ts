/** What a run leaves behind and how a process says how it ended. */
export type { BilledOperations, BillingCounts } from './billing.ts';
export { EXIT } from './exit-codes.ts';
export type { FinalState, HardeningRow } from './final-state.ts';
export type { InvariantFinding, InvariantFindings, ViolationFound } from './invariant-findings.ts';
export { RUN_FILES } from './run-folder.ts';
export { newRunId, parseRunId, RUN_ID_FORM, type RunIdParts } from './run-id.ts';
export { RUN_EVENTS, type TimelineRecord } from './timeline.ts';
export { type Check, overall, type Verdict, type VerdictStatus } from './verdict.ts';
export type { RunVersions } from './versions.ts';
