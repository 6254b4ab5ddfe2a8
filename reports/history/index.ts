/** What is known of past runs: one record and windows of ten seconds each, in a store that needs nothing installed. */
export { HistoryError } from './error.ts';
export { knownRunOf } from './join.ts';
export { differences, LIKENESS, type Likeness, machineClassOf, seriesKey } from './like.ts';
export { readBuiltRun } from './read-built.ts';
export {
  type HistoryDocument,
  historyDocument,
  type RecordInput,
  type RunRecord,
  recordOf,
  type Summary,
} from './record.ts';
export { HistoryStore, type KnownRun } from './store.ts';
export { HISTORY_WINDOW_MS, type HistoryWindow, historyWindows } from './windows.ts';
