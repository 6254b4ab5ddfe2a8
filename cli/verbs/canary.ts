import { InvalidArgumentError, Option } from 'commander';
import { CANARY_METRICS } from '../../lib/canary/index.ts';
import { runFolder } from '../run-folder.ts';
import type { RegisterVerb } from './verb.ts';

export const registerCanary: RegisterVerb = (program, exit) => {
  const canary = program.command('canary').description('is a canary as good as its control?');
  canary
    .command('analyse')
    .description('compare the canary’s users with the others, from a run made with --canary')
    .argument('[run]', 'a run’s id under results/, or its folder', 'latest')
    .option('--out <folder>', 'folder that holds the runs’ folders', 'results')
    .addOption(
      new Option('--metric <name=value...>', 'what is measured elsewhere, such as customer_satisfaction=0.96')
        .argParser(metric)
        .default({}, ''),
    )
    .option('--json', 'print JSON: evidence for loadgate gate')
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, { out, ...flags }: { out: string; metric: Record<string, number>; json?: true }) => {
      const { analyse } = await import('../canary/index.ts');
      exit(await analyse(runFolder(run, out), flags));
    });
};

const METRICS: readonly string[] = CANARY_METRICS;

function metric(given: string, earlier: Record<string, number>): Record<string, number> {
  const [, name = '', value] = /^(\w+)=(.+)$/.exec(given) ?? [];
  if (METRICS.includes(name) && Number.isFinite(Number(value))) return { ...earlier, [name]: Number(value) };
  throw new InvalidArgumentError(`Use name=number, with one of ${METRICS.join(', ')}.`);
}

const EXAMPLES = `
Examples:
  $ loadgate run mixed-10k --canary search:20
  $ loadgate canary analyse --metric customer_satisfaction=0.96 --metric support_ticket_increase=0.02

Exit codes: 0 it may grow, 10 worse than its control or its criteria, 13 inconclusive.`;
