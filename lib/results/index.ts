/** What a run leaves behind and how a process says how it ended. */
export { EXIT } from './exit-codes.ts';
export { RUN_FILES, type TimelineRecord } from './run-folder.ts';
export type { Check, Verdict, VerdictStatus } from './verdict.ts';
