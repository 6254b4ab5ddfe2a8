import type { RegisterVerb } from './verb.ts';

export const registerTrend: RegisterVerb = (program, exit) => {
  program
    .command('trend')
    .description('what became of the figures of like runs over time, and since when')
    .argument('[workload]', 'only runs of this workload')
    .option('--out <folder>', 'folder that holds the history', 'results')
    .option('--html <file>', 'write the trend as a page, too')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (workload: string | undefined, flags: { out: string; html?: string; json?: true }) => {
      const { trend } = await import('../trend/trend.ts');
      exit(trend(workload, flags));
    });
};

const EXAMPLES = `
Examples:
  $ loadgate trend mixed-10k --html trend.html
  $ loadgate trend --json | jq '.trends[].series[] | select(.changes | length > 0) | .id'

The trend informs: its exit code is 0 whatever it finds. Runs that are held against a baseline fail on it.`;
