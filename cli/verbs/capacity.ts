import { InvalidArgumentError, Option } from 'commander';
import { WORKLOAD_NAMES } from '../../lib/workloads/index.ts';
import type { CapacityRequest } from '../capacity/index.ts';
import { choice, wholeNumber } from '../options.ts';
import type { RegisterVerb } from './verb.ts';

export const registerCapacity: RegisterVerb = (program, exit) => {
  program
    .command('capacity')
    .description('raise the load step by step until an objective breaks: how much is carried, and what gives way')
    .argument('<workload>', `one of ${WORKLOAD_NAMES.join(', ')}`)
    .addOption(choice('--target <kind>', 'where the load goes', ['embedded', 'emulators', 'staging'], 'embedded'))
    .addOption(
      new Option(
        '--most <scale>',
        'scale of the last step (default: three times what this machine is thought to carry)',
      ).argParser(over(0)),
    )
    .addOption(new Option('--steps <n>', 'how many steps').argParser(wholeNumber(3, 30)).default(6))
    .addOption(
      new Option('--factor <f>', 'each step is this many times the one before').argParser(over(1)).default(1.5),
    )
    .addOption(new Option('--step <seconds>', 'length of a step').argParser(wholeNumber(10, 3600)).default(20))
    .addOption(new Option('--seed <n>', 'the same seed gives the same load').argParser(wholeNumber(0)).default(1))
    .option('--out <folder>', 'folder for the run’s folder', 'results')
    .option('--json', 'print capacity.json on stdout, for scripts')
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText('after', EXAMPLES)
    .action(async (workload: string, flags: CapacityRequest) => {
      const { capacity } = await import('../capacity/index.ts');
      exit(await capacity(workload, flags));
    });
};

const over =
  (least: number) =>
  (given: string): number => {
    const value = Number(given);
    if (given.trim() !== '' && Number.isFinite(value) && value > least) return value;
    throw new InvalidArgumentError(`Use a number over ${least}.`);
  };

const EXAMPLES = `
Examples:
  $ loadgate capacity read-100k                                      what this machine carries (2 min)
  $ loadgate capacity read-100k --target staging --step 300 --most 1 Firestore's own ramp rule is checked first

Exit codes: 0 a highest load was found, 13 it was not (the generator gave way first, or nothing did), 14 a ramp that Firestore would not follow.`;
