/** Is a canary as good as its control, and as good as its criteria ask? From samples that are tagged by cohort. */
export { analyseCanary, type CanaryAnalysis, difference, type Measured } from './analyse.ts';
export { readCohorts } from './cohorts.ts';
