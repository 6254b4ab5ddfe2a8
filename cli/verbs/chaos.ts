import type { Command } from 'commander';
import { Option } from 'commander';
import { usageError } from '../errors.ts';
import { addRunOptions, type RunFlags } from './run.ts';
import type { RegisterVerb } from './verb.ts';

interface ChaosRunFlags extends RunFlags {
  readonly all?: true;
  readonly write?: string;
}

/** Every verb of `loadgate chaos`; the work is in cli/chaos/, read when a verb is used. */
export const registerChaos: RegisterVerb = (program, exit) => {
  const chaos = program
    .command('chaos')
    .description('experiments: break something on schedule while the load runs, and put it back')
    .addHelpText('after', EXAMPLES);
  chaos
    .command('list')
    .description('experiments, and the question that each answers')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => (await import('../chaos/show.ts')).list(json === true));
  chaos
    .command('faults')
    .description('everything that an experiment can break, with its parameters')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => (await import('../chaos/show.ts')).listFaults(json === true));
  chaos
    .command('show')
    .description('one experiment: what is done when, what is promised')
    .argument('<experiment>', 'a name of loadgate chaos list, or a file of your own (.ts, .js)')
    .option('--json', 'print JSON')
    .action(async (given: string, { json }: { json?: true }) =>
      (await import('../chaos/show.ts')).show(given, json === true),
    );
  addRunOptions(
    chaos
      .command('run')
      .description('carry out an experiment on its own workload, at the size that this machine carries')
      .argument('[experiment]', 'a name of loadgate chaos list, or a file of your own (.ts, .js)'),
  )
    .addOption(
      new Option('--all', 'every experiment, one after the other, also after one that fails').conflicts('json'),
    )
    .option('--write <file>', 'with --all: write the table of results to this file')
    .action(async (given: string | undefined, flags: ChaosRunFlags, command: Command) => {
      const { runAll, runOne } = await import('../chaos/run.ts');
      // What this machine carries, unless somebody says otherwise.
      const asked = command.getOptionValueSource('scale') === 'default' && flags.target === 'embedded';
      const run: RunFlags = asked ? { ...flags, scale: 'auto' } : flags;
      if (flags.all !== undefined && given !== undefined)
        throw usageError('--all and the name of one experiment exclude each other', 'give one of them');
      if (flags.write !== undefined && flags.all === undefined)
        throw usageError('--write goes with --all', 'add --all, or leave --write out');
      if (flags.all) return exit(await runAll(run, flags.write));
      if (given === undefined) throw usageError('name an experiment, or give --all', 'loadgate chaos list');
      return exit(await runOne(given, run));
    });
  chaos
    .command('table')
    .description('the table of results of the newest run of each experiment, as Markdown')
    .option('--out <folder>', 'folder that holds the runs’ folders', 'results')
    .option('--write <file>', 'write it to this file instead of stdout')
    .action(async ({ out, write }: { out: string; write?: string }) =>
      (await import('../chaos/results-table.ts')).printTable(out, write),
    );
  chaos
    .command('revert')
    .description('put back what a run that was killed has left on a target that outlives it')
    .argument('[run]', 'a run’s id under results/, or its folder', 'latest')
    .option('--out <folder>', 'folder that holds the runs’ folders', 'results')
    .action(async (run: string, { out }: { out: string }) =>
      exit(await (await import('../chaos/revert.ts')).revertRun(run, out)),
    );
};

const EXAMPLES = `
Examples:
  $ loadgate chaos list
  $ loadgate chaos show launch-day
  $ loadgate chaos run backend-crash --profile smoke
  $ loadgate chaos run ./my-experiment.ts
  $ loadgate chaos run --all --write docs/chaos-results.md

Exit codes: those of the verdict: 0 pass, 10 something that was promised did not hold, 13 inconclusive. docs/chaos.md shows how to declare one.`;
