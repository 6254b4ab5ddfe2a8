import { INVARIANTS } from '../../chaos/invariants/index.ts';
import { explain, type SimulateReport, simulate } from '../../chaos/simulation/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import { count, duration } from '../terminal/format.ts';
import { mark } from '../terminal/mark.ts';
import { StatusLine } from '../terminal/status-line.ts';
import type { SimulateFlags } from '../verbs/simulate.ts';

/** Runs many schedules, or replays one, tells what came out, and gives the exit code. */
export async function simulateAndTell(flags: SimulateFlags): Promise<number> {
  if (flags.replay !== undefined) return replay(flags.replay);
  const status = new StatusLine(flags.quiet === true || flags.json === true);
  const report = await simulate({
    runs: flags.runs,
    seed: flags.seed,
    ...(flags.workers !== undefined && { workers: flags.workers }),
    progress: (done) => status.update(`simulating: ${count(done)} of ${count(flags.runs)} schedules`),
  });
  status.clear();
  if (flags.json) console.log(JSON.stringify(report, null, 2));
  else print(report);
  return verdict(report);
}

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

async function replay(seed: number): Promise<number> {
  const failure = await explain(seed);
  console.log(failure?.text ?? `seed ${seed} holds`);
  return failure ? EXIT.breach : EXIT.pass;
}
