import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RUN_FILES } from '../../lib/results/index.ts';
import { usageError } from '../errors.ts';
import type { RegisterVerb } from './verb.ts';

interface Flags {
  readonly out: string;
  readonly json?: true;
  readonly quiet?: true;
}

export const registerReport: RegisterVerb = (program, exit) => {
  program
    .command('report')
    .description('judge a run again from its folder, and print and write its report')
    .argument('[run]', 'a run’s id under results/, or its folder', 'latest')
    .option('--out <folder>', 'folder that holds the runs’ folders', 'results')
    .option('--json', 'print verdict.json on stdout, for scripts')
    .option('-q, --quiet', 'print nothing but errors; the exit code tells')
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, flags: Flags) => {
      const { tell } = await import('../report/tell.ts');
      const { json = false, quiet = false } = flags;
      exit(await tell(folderOf(run, flags.out), { json, quiet }));
    });
};

function folderOf(run: string, out: string): string {
  const folder = [join(out, run), run].find((candidate) => existsSync(join(candidate, RUN_FILES.plan)));
  if (folder !== undefined) return resolve(folder);
  const what = run === 'latest' ? `no run in ${out} yet` : `no run "${run}" in ${out}, and no such folder`;
  throw usageError(what, run === 'latest' ? 'loadgate run smoke --profile smoke' : `ls ${out}`);
}

const EXAMPLES = `
Examples:
  $ loadgate report                             the newest run
  $ loadgate report results/20260131-090502-mixed-10k-quick-3fa9
  $ loadgate report --json | jq -r .headline

Exit codes: those of the verdict: 0 pass, 10 an objective failed, 13 inconclusive.`;
