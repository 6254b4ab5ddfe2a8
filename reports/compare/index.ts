/** Two builds side by side: effect sizes with intervals, and whether the difference is a regression. Only like is compared with like. */
export { type CompareOptions, compareRuns } from './compare.ts';
export { type Finding, findingsOf, scopeTitle, signed } from './headline.ts';
export { COMPARE } from './thresholds.ts';
export type {
  Change,
  ComparedScope,
  Comparison,
  Conclusion,
  LatencyEffect,
  Ratio,
  RatioEffect,
  Scope,
  Sides,
  ThroughputEffect,
} from './types.ts';
