import { Option } from 'commander';
import { wholeNumber } from '../options.ts';
import type { RegisterVerb } from './verb.ts';

export interface ServeFlags {
  readonly port: number;
  readonly users: number;
  readonly seed: number;
  readonly db?: string;
  readonly out: string;
  readonly json?: true;
}

export const registerServe: RegisterVerb = (program, exit) => {
  program
    .command('serve')
    .description('just the embedded backend, to explore it with curl, k6 or the operators’ page; Ctrl-C ends it')
    .addOption(
      new Option('--port <n>', 'port of 127.0.0.1; 0 takes a free one').argParser(wholeNumber(0, 65_535)).default(8080),
    )
    .addOption(new Option('--users <n>', 'accounts that exist from the start').argParser(wholeNumber(0)).default(200))
    .addOption(new Option('--seed <n>', 'the same seed gives the same accounts').argParser(wholeNumber(0)).default(1))
    .option('--db <file>', 'SQLite file to keep; default: a new one that is removed at the end')
    .option('--out <folder>', 'folder of the runs that the operators’ page shows', 'results')
    .option('--json', 'print the address and the tokens as one line of JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: ServeFlags) => {
      const { serve } = await import('../serve/index.ts');
      exit(await serve(flags));
    });
};

const EXAMPLES = `
Examples:
  $ loadgate serve
  $ loadgate serve --port 0 --json | jq -r .url
  $ k6 run -e BASE_URL=http://127.0.0.1:8080 dist/scenarios/smoke.js`;
