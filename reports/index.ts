/** What a run means: reads a run folder, judges it, prices it, and renders it for people, CI and programs. */
export { type BuildOptions, type BuiltReport, buildReport } from './build.ts';
export { type CostOptions, DEFAULT_REGION, PRICES } from './cost/index.ts';
export { EXPORTS } from './export/index.ts';
export {
  HistoryError,
  HistoryStore,
  historyDocument,
  type KnownRun,
  knownRunOf,
  type RunRecord,
  readBuiltRun,
} from './history/index.ts';
export type { RegressionSources } from './regression/index.ts';
export { RunFolderError } from './run-folder/index.ts';
