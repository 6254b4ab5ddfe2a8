import { usageError } from '../errors.ts';
import type { RegisterVerb } from './verb.ts';

interface Flags {
  readonly base?: string[];
  readonly new?: string[];
  readonly out: string;
  readonly baselines: string;
  readonly html?: string;
  readonly json?: true;
  readonly quiet?: true;
}

export const registerCompare: RegisterVerb = (program, exit) => {
  program
    .command('compare')
    .description('tell whether a build is slower, fails more, does less or costs more than another')
    .argument('[base]', 'run to compare with: an id, a folder, latest, or baseline')
    .argument('[new]', 'run that is judged', 'latest')
    .option('--base <runs...>', 'several runs of the one build: they tell how much runs differ by themselves')
    .option('--new <runs...>', 'several runs of the other build')
    .option('--out <folder>', 'folder that holds the runs’ folders and the history', 'results')
    .option('--baselines <folder>', 'folder of the accepted baselines', 'baselines')
    .option('--html <file>', 'write the comparison as a page, too')
    .option('--json', 'print JSON')
    .option('-q, --quiet', 'print nothing but errors; the exit code tells')
    .addHelpText('after', EXAMPLES)
    .action(async (base: string | undefined, fresh: string, flags: Flags) => {
      const sides = { base: flags.base ?? (base === undefined ? [] : [base]), new: flags.new ?? [fresh] };
      if (sides.base.length === 0) throw usageError('no run to compare with', 'loadgate compare baseline latest');
      const { compare } = await import('../compare/compare.ts');
      exit(compare(sides, flags));
    });
};

const EXAMPLES = `
Examples:
  $ loadgate compare baseline                   the newest run with the accepted baseline
  $ loadgate compare 20260131-090502-mixed-10k-quick-3fa9 latest --html compare.html
  $ loadgate compare --base a b c --new d e f   three runs a side, which tell far more than one

Exit codes: 0 no regression, 10 regression, 13 incomparable: the runs cannot answer.`;
