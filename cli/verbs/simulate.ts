import { INVARIANTS } from '../../chaos/invariants/index.ts';
import { explain, type SimulateReport, simulate } from '../../chaos/simulation/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import { wholeNumber } from '../options.ts';
import { count, duration } from '../terminal/format.ts';
import { mark } from '../terminal/mark.ts';
import { StatusLine } from '../terminal/status-line.ts';
import type { RegisterVerb } from './verb.ts';

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly workers?: number;
  readonly replay?: number;
  readonly json?: true;
  readonly quiet?: true;
}

export const registerSimulate: RegisterVerb = (program, exit) => {
  program
    .command('simulate')
    .description(
      'the whole backend on a virtual clock: seeded interleavings, crashes and lost answers, held against every invariant',
    )
    .option('--runs <n>', 'schedules to run', wholeNumber(1), 10_000)
    .option('--seed <n>', 'seed of the first schedule', wholeNumber(0), 1)
    .option('--workers <n>', 'threads (default: one per core)', wholeNumber(1, 64))
    .option('--replay <seed>', 'run one seed again, shrink it and show its time line', wholeNumber(0))
    .option('--json', 'print JSON')
    .option('--quiet', 'print the result only')
    .addHelpText(
      'after',
      '\nExamples:\n  $ loadgate simulate --runs 10000 --seed 7\n  $ loadgate simulate --replay 928',
    )
    .action(async (options: Options) => {
      if (options.replay !== undefined) return replay(options.replay, exit);
      const status = new StatusLine(options.quiet === true || options.json === true);
      const report = await simulate({
        runs: options.runs,
        seed: options.seed,
        ...(options.workers !== undefined && { workers: options.workers }),
        progress: (done) => status.update(`simulating: ${count(done)} of ${count(options.runs)} schedules`),
      });
      status.clear();
      if (options.json) console.log(JSON.stringify(report, null, 2));
      else print(report);
      exit(verdict(report));
    });
};

/** A rule that was never held against anything has proved nothing, however many schedules ran. */
const unchecked = (report: SimulateReport): string[] =>
  INVARIANTS.map(({ id }) => id).filter((id) => (report.checked[id] ?? 0) === 0);

function verdict(report: SimulateReport): number {
  if (report.failure) return EXIT.breach;
  return unchecked(report).length > 0 ? EXIT.inconclusive : EXIT.pass;
}

function print(report: SimulateReport): void {
  const pace = `${count((60_000 * report.runs) / Math.max(1, report.elapsedMs))} a minute`;
  console.log(
    `${count(report.runs)} schedules from seed ${report.seed}, ${count(report.steps)} store operations, ${duration(report.elapsedMs)} (${pace})`,
  );
  for (const { id, title } of INVARIANTS) {
    const held = report.checked[id] ?? 0;
    const state = report.failure?.check === id ? 'missing' : held === 0 ? 'optional' : 'ok';
    console.log(
      `  ${mark(state)} ${title} (${held === 0 ? 'nothing to check: inconclusive' : `${count(held)} checked`})`,
    );
  }
  if (report.failure) console.log(`\n${report.failure.text}`);
}

async function replay(seed: number, exit: (code: number) => void): Promise<void> {
  const failure = await explain(seed);
  console.log(failure?.text ?? `seed ${seed} holds`);
  if (failure) exit(EXIT.breach);
}
