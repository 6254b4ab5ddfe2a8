/** What was accepted as normal, by whom and why, and how a run stands beside it. */
export { type BaselineCheck, checkBaseline } from './check.ts';
export {
  type Baseline,
  BaselineError,
  baselinePath,
  DEFAULT_TOLERANCES,
  evidenceOf,
  readBaseline,
  type Tolerances,
  writeBaseline,
} from './file.ts';
