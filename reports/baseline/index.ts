/** What was accepted as normal, by whom and why, and how a run stands beside it. */
export { type BaselineCheck, checkBaseline } from './check.ts';
export { baselineCheckDocument, baselinesDocument } from './documents.ts';
export {
  type Baseline,
  BaselineError,
  baselinePath,
  evidenceOf,
  readBaseline,
  writeBaseline,
} from './file.ts';
export type { Tolerances } from './tolerances.ts';
