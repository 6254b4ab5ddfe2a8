/** From evidence to a verdict: pure functions. A check that could not be made is inconclusive, never a pass. */
export { duringFault, excusedWindows, type FaultSeen, faultsSeen, judgeFault } from './faults.ts';
export { type Evidence, judge } from './judge.ts';
export { EVERYWHERE, MEASURED, type Scope, type Tally, tally, undisturbed } from './scope.ts';
export { compare } from './slo.ts';
export { GENERATOR, leastSamples } from './thresholds.ts';
export { loadOf, WORD } from './verdict.ts';
