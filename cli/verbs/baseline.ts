import { InvalidArgumentError, Option } from 'commander';
import { DEFAULT_TOLERANCES } from '../../reports/baseline/tolerances.ts';
import type { RegisterVerb } from './verb.ts';

export const registerBaseline: RegisterVerb = (program, exit) => {
  const baseline = program.command('baseline').description('what was accepted as normal: a file to commit and review');
  const out = ['--out <folder>', 'folder that holds the runs’ folders and the history', 'results'] as const;
  const folder = ['--baselines <folder>', 'folder of the accepted baselines', 'baselines'] as const;
  const accept = baseline
    .command('accept')
    .description('write a run down as normal for its workload and profile; later runs are held against it')
    .argument('<run>', 'an id, a folder, or latest')
    .requiredOption('--by <who>', 'who accepts it')
    .requiredOption('--why <text>', 'why this is normal from now on')
    .option(...out)
    .option(...folder);
  for (const [name, text] of Object.entries(TOLERANCES)) {
    const fallback = DEFAULT_TOLERANCES[name as keyof typeof TOLERANCES];
    accept.addOption(new Option(`--${name} <share>`, text).argParser(share).default(fallback));
  }
  accept
    .addHelpText('after', EXAMPLES)
    .action(async (run, { by, why, out, baselines, ...tolerances }) =>
      exit((await verbs()).accept(run, { by, why }, { out, baselines }, tolerances)),
    );
  baseline
    .command('show')
    .description('every accepted baseline: what, by whom, why')
    .option(...folder)
    .option('--json', 'print JSON')
    .action(async ({ baselines, json }) => exit((await verbs()).show(baselines, json === true)));
  baseline
    .command('check')
    .description('hold a run against its baseline')
    .argument('[run]', 'an id, a folder, or latest', 'latest')
    .option(...out)
    .option(...folder)
    .option('--json', 'print JSON')
    .action(async (run, { out, baselines, json }) =>
      exit((await verbs()).check(run, { out, baselines }, json === true)),
    );
};

const verbs = () => import('../baseline/baseline.ts');

const TOLERANCES = {
  latency: 'how much slower a run may be, as a share',
  errors: 'how much more of the requests may fail, as a share of all',
  throughput: 'how much less may be done',
  cost: 'how much dearer a user may be',
} as const;

function share(given: string): number {
  const value = Number(given);
  if (given.trim() !== '' && value >= 0 && value <= 10) return value;
  throw new InvalidArgumentError('Use a share from 0 to 10, such as 0.25 for a quarter.');
}

const EXAMPLES = `
Examples:
  $ loadgate baseline accept latest --by "Ada" --why "first quiet week on the new machines"
  $ loadgate baseline accept latest --by "Ada" --why "search reads twice as much by design" --latency 0.3`;
