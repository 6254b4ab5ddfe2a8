import type { Check } from '../../lib/results/index.ts';
import type { BaselineCheck } from './check.ts';
import type { Baseline } from './file.ts';

/** What `loadgate baseline show --json` prints. */
export interface BaselinesDocument {
  readonly schemaVersion: 1;
  readonly baselines: readonly Baseline[];
}

/** What `loadgate baseline check --json` prints. */
export interface BaselineCheckDocument {
  readonly schemaVersion: 1;
  readonly run: string;
  /** The run that was accepted. */
  readonly baseline: string;
  /** Empty where the runs cannot be compared. */
  readonly checks: readonly Check[];
  /** Of the comparison: for a person. */
  readonly headline: string;
}

export const baselinesDocument = (baselines: readonly Baseline[]): BaselinesDocument => ({
  schemaVersion: 1,
  baselines,
});

export const baselineCheckDocument = (
  run: string,
  baseline: Baseline,
  { comparison, checks }: BaselineCheck,
): BaselineCheckDocument => ({
  schemaVersion: 1,
  run,
  baseline: baseline.run,
  checks,
  headline: comparison.headline,
});
