import { regressionSources, withRegression } from '../history/place.ts';
import { choice } from '../options.ts';
import { runFolder } from '../run-folder.ts';
import type { RegisterVerb } from './verb.ts';

const FORMATS = ['csv', 'openslo', 'prometheus', 'pr-comment'];

interface Flags {
  readonly format?: string;
  readonly out: string;
  readonly baselines: string;
  readonly requireBaseline?: true;
  readonly json?: true;
  readonly quiet?: true;
}

export const registerReport: RegisterVerb = (program, exit) => {
  const command = program
    .command('report')
    .description('judge a run again from its folder, and print and write its report')
    .argument('[run]', 'a run’s id under results/, or its folder', 'latest')
    .option('--out <folder>', 'folder that holds the runs’ folders', 'results')
    .addOption(choice('--format <name>', 'print the run for another tool instead', FORMATS));
  withRegression(command)
    .option('--json', 'print verdict.json on stdout, for scripts')
    .option('-q, --quiet', 'print nothing but errors; the exit code tells')
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, flags: Flags) => {
      if (flags.format !== undefined) {
        const { printAs } = await import('../report/print-as.ts');
        return exit(await printAs(runFolder(run, flags.out), flags.format));
      }
      const { tell } = await import('../report/tell.ts');
      const { json = false, quiet = false } = flags;
      exit(await tell(runFolder(run, flags.out), { json, quiet, regression: regressionSources(flags) }));
    });
};

const EXAMPLES = `
Examples:
  $ loadgate report                             the newest run
  $ loadgate report results/20260131-090502-mixed-10k-quick-3fa9
  $ loadgate report --format openslo > slos.yaml
  $ loadgate report --json | jq -r .headline

Exit codes: those of the verdict: 0 pass, 10 an objective failed, 13 inconclusive.`;
