import { InvalidArgumentError, Option } from 'commander';
import { usageError } from '../errors.ts';
import type { TrendFlags } from '../trend/trend.ts';
import type { RegisterVerb } from './verb.ts';

export const registerTrend: RegisterVerb = (program, exit) => {
  program
    .command('trend')
    .description('what became of the figures of like runs over time, and since when')
    .argument('[workload]', 'only runs of this workload')
    .option('--out <folder>', 'folder that holds the history', 'results')
    .option('--baselines <folder>', 'folder of the accepted baselines', 'baselines')
    .addOption(
      new Option(
        '--since <time>',
        'fail where runs that began since then brought a change for the worse to light, such as 2026-01-31T02:17:00Z',
      ).argParser(moment),
    )
    .option('--html <file>', 'write the trend as a page, too')
    .option('--summary <file>', 'with --since: write what is new as Markdown, for a CI job or an issue')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (workload: string | undefined, flags: TrendFlags) => {
      if (flags.summary !== undefined && flags.since === undefined)
        throw usageError('--summary tells what is new, so it needs --since', 'add --since, or use --html');
      const { trend } = await import('../trend/trend.ts');
      exit(trend(workload, flags));
    });
};

/** ISO date and time with its zone, so that no clock has to be guessed; to Unix ms. */
function moment(given: string): number {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(given)
    ? Date.parse(given)
    : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError('Use a date and time with its zone, such as 2026-01-31T02:17:00Z.');
}

const EXAMPLES = `
Examples:
  $ loadgate trend mixed-10k --html trend.html
  $ loadgate trend --json | jq '.trends[].series[] | select(.changes | length > 0) | .id'
  $ loadgate trend --since 2026-01-31T02:17:00Z --json | jq -r '.news[].text'

Exit codes: 0; with --since also 10: a change for the worse that no earlier run had shown. Without it the trend informs.`;
