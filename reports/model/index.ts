/** Everything that a report shows, computed once for all renderers. */

export { type Alert, alertText } from './alerts.ts';
export { caveatsOf } from './caveats.ts';

export type { FaultRow } from './fault-rows.ts';
export { type ObjectiveRow, type ObjectiveTable, objectiveTable, phaseTitle } from './objectives.ts';
export { type Kinds, type Report, type ReportInput, reportOf } from './report.ts';
export { ALL_REQUESTS, figuresFrom, type Row, rowOf, type Tables } from './rows.ts';
export {
  latencyBars,
  percentilesOverTime,
  ratesOverTime,
  type Series,
  usersSeries,
  vusSeries,
  windowCount,
} from './time-series.ts';
