import { join } from 'node:path';
import type { Command } from 'commander';
import type { RegressionSources } from '../../reports/index.ts';

/** The history of the runs in a results folder. */
export const historyOf = (out: string): string => join(out, 'history.sqlite');

/** Adds the options that say what a run is held against. */
export const withRegression = (command: Command): Command =>
  command
    .option('--baselines <folder>', 'folder of the accepted baselines', 'baselines')
    .option('--require-baseline', 'decide nothing where there is no baseline to hold the run against');

/** What the options of {@link withRegression} say. */
export const regressionSources = (flags: {
  readonly out: string;
  readonly baselines: string;
  readonly requireBaseline?: true;
}): RegressionSources => ({
  history: historyOf(flags.out),
  baselines: flags.baselines,
  required: flags.requireBaseline === true,
});
