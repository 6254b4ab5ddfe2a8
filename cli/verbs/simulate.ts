import { wholeNumber } from '../options.ts';
import type { RegisterVerb } from './verb.ts';

export interface SimulateFlags {
  readonly runs: number;
  readonly seed: number;
  readonly workers?: number;
  readonly replay?: number;
  readonly json?: true;
  readonly quiet?: true;
}

export const registerSimulate: RegisterVerb = (program, exit) => {
  program
    .command('simulate')
    .description(
      'the whole backend on a virtual clock: seeded interleavings, crashes and lost answers, held against every invariant',
    )
    .option('--runs <n>', 'schedules to run', wholeNumber(1), 10_000)
    .option('--seed <n>', 'seed of the first schedule', wholeNumber(0), 1)
    .option('--workers <n>', 'threads (default: one per core)', wholeNumber(1, 64))
    .option('--replay <seed>', 'run one seed again, shrink it and show its time line', wholeNumber(0))
    .option('--json', 'print JSON')
    .option('--quiet', 'print the result only')
    .addHelpText(
      'after',
      '\nExamples:\n  $ loadgate simulate --runs 10000 --seed 7\n  $ loadgate simulate --replay 928',
    )
    .action(async (flags: SimulateFlags) => {
      const { simulateAndTell } = await import('../simulate/index.ts');
      exit(await simulateAndTell(flags));
    });
};
