import type { Report } from '../model/index.ts';
import { recordOf } from './record.ts';
import type { KnownRun } from './store.ts';
import { historyWindows } from './windows.ts';

/** A run that was just built, as history keeps it. */
export const knownRunOf = (report: Report): KnownRun => ({
  record: recordOf(report),
  windows: historyWindows(report.windows),
});
