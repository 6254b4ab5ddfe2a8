import { EXIT } from '../../lib/results/index.ts';
import { usageError } from '../errors.ts';
import { readable } from '../history/find-run.ts';
import { historyOf } from '../history/place.ts';
import type { RegisterVerb } from './verb.ts';

interface Flags {
  readonly out: string;
  readonly json?: true;
}

export const registerHistory: RegisterVerb = (program, exit) => {
  const history = program
    .command('history')
    .description('the runs that were kept: what compare and trend look back on');
  const out = ['--out <folder>', 'folder that holds the runs’ folders and the history', 'results'] as const;
  history
    .command('list')
    .description('every run of the history, oldest first')
    .option(...out)
    .option('--json', 'print JSON')
    .action(async (flags: Flags) => {
      const { HistoryStore, historyDocument } = await reports();
      using store = readable(() => HistoryStore.existing(historyOf(flags.out)));
      const records = readable(() => store?.records() ?? []);
      if (flags.json) console.log(JSON.stringify(historyDocument(records), null, 2));
      else {
        const { printRuns } = await import('../history/print.ts');
        printRuns(records, historyOf(flags.out));
      }
    });
  history
    .command('import')
    .description('join runs that were judged elsewhere or before; joining twice changes nothing')
    .argument('[folders...]', 'run folders, or folders that hold several (default: --out)')
    .option(...out)
    .action(async (folders: string[], flags: Flags) => {
      const { HistoryStore } = await reports();
      const { importRuns } = await import('../history/import.ts');
      using store = readable(() => new HistoryStore(historyOf(flags.out)));
      const { joined, refused } = readable(() => importRuns(store, folders.length > 0 ? folders : [flags.out]));
      for (const { reason } of refused) console.error(`loadgate: not imported: ${reason}`);
      console.log(
        `${joined.length} joined ${historyOf(flags.out)}${refused.length > 0 ? `, ${refused.length} did not` : ''}`,
      );
      if (refused.length > 0) exit(EXIT.usage);
    });
  history
    .command('push')
    .description('deliver to InfluxDB what waits for it')
    .option(...out)
    .action(async (flags: Flags) => {
      const { push } = await import('../history/push.ts');
      exit(await push(historyOf(flags.out)));
    });
  history
    .command('forget')
    .description('take a run out of the history; its folder stays')
    .argument('<run>', 'id of the run')
    .option(...out)
    .action(async (run: string, flags: Flags) => {
      const { HistoryStore } = await reports();
      using store = readable(() => HistoryStore.existing(historyOf(flags.out)));
      if (!readable(() => store?.forget(run)))
        throw usageError(`no run "${run}" in the history`, 'loadgate history list');
      console.log(`${run} is forgotten`);
    });
};

const reports = () => import('../../reports/index.ts');
