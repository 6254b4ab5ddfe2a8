/** From evidence to a verdict: pure functions. A check that could not be made is inconclusive, never a pass. */
export { type FaultJudgement, judgeFaults } from './faults.ts';
export { type Evidence, judge } from './judge.ts';
export { checkSchema, verdictSchema } from './schema.ts';
export { EVERYWHERE, MEASURED, type Scope, type Tally, tally } from './scope.ts';
export { GENERATOR } from './thresholds.ts';
export { loadOf, WORD } from './verdict.ts';
