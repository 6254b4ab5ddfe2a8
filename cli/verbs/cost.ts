import { InvalidArgumentError } from 'commander';
import { choice, wholeNumber } from '../options.ts';
import { runFolder } from '../run-folder.ts';
import type { RegisterVerb } from './verb.ts';

interface Flags {
  readonly out: string;
  readonly region?: string;
  readonly freeTier?: true;
  readonly committedUse?: '1y' | '3y';
  readonly cacheHit?: number;
  readonly batch?: number;
  readonly against?: string;
  readonly json?: true;
}

export const registerCost: RegisterVerb = (program) => {
  program
    .command('cost')
    .description('what a run would cost at launch sizes, who causes it, and what if things were different')
    .argument('[run]', 'a run’s id under results/, or its folder', 'latest')
    .option('--out <folder>', 'folder that holds the runs’ folders', 'results')
    .option('--region <name>', 'prices of another region, such as nam5')
    .option('--free-tier', 'take the free tier off')
    .addOption(choice('--committed-use <length>', 'commit to all of the store’s operations', ['1y', '3y']))
    .option('--cache-hit <share>', 'what if caches answered this share, such as 0.9', share)
    .option('--batch <events>', 'what if this many events came in one request', wholeNumber(1, 100_000))
    .option('--against <run>', 'the change from another run of the same workload')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, { against, out, ...flags }: Flags) => {
      const { tellCost } = await import('../cost/index.ts');
      const folder = runFolder(run, out);
      tellCost(folder, against === undefined ? null : runFolder(against, out), flags);
    });
};

function share(given: string): number {
  const value = Number(given);
  if (given.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Use a share from 0 to 1, such as 0.9.');
}

const EXAMPLES = `
Examples:
  $ loadgate cost                                          the newest run at 10K, 100K and 1M users a day
  $ loadgate cost --cache-hit 0.9 --committed-use 3y       beside what was measured
  $ loadgate cost --against results/<last run>             "This change adds $3.10 a day …"`;
