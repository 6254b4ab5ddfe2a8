import { type CheckedExperiment, DEFAULT_WORKLOAD, EXPERIMENTS } from '../../chaos/experiments/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import { refuseSteepRamp } from '../conductor/ramp.ts';
import { planFor } from '../conductor/run-plan.ts';
import { regressionSources } from '../history/place.ts';
import { runAndTell } from '../run/index.ts';
import { type RunFlags, requestOf } from '../verbs/run.ts';
import { findExperiment } from './find-experiment.ts';
import { printTable } from './results-table.ts';

/** `loadgate chaos run <experiment>`: the run of its workload. */
export const runOne = async (given: string, flags: RunFlags): Promise<number> =>
  drive(await findExperiment(given), given, flags);

async function drive({ experiment }: CheckedExperiment, given: string, flags: RunFlags): Promise<number> {
  const request = await requestOf(experiment.workload ?? DEFAULT_WORKLOAD, { ...flags, experiment: given });
  const plan = planFor(request);
  refuseSteepRamp(request.target, plan);
  return runAndTell(request, plan, {
    json: flags.json === true,
    quiet: flags.quiet === true,
    regression: regressionSources(flags),
  });
}

/** Worse first. */
const WORST = [EXIT.internal, EXIT.missing, EXIT.usage, EXIT.breach, EXIT.inconclusive] as const;

/**
 * `loadgate chaos run --all`: every shipped experiment, one after the other, whatever became of the one before; Ctrl-C ends them all. Writes the table of their
 * results, and gives the worst exit code.
 */
export async function runAll(flags: RunFlags, write: string | undefined): Promise<number> {
  const codes: number[] = [];
  const names = Object.keys(EXPERIMENTS);
  for (const [i, name] of names.entries()) {
    if (!flags.quiet) console.error(`\n${name} (${i + 1} of ${names.length}): ${EXPERIMENTS[name]?.question}`);
    try {
      codes.push(await runOne(name, flags));
    } catch (error) {
      console.error(`${name} could not be carried out: ${(error as Error).message}`);
      codes.push(EXIT.internal);
    }
    if (codes.at(-1) === EXIT.interrupted) return EXIT.interrupted;
  }
  printTable(flags.out, write);
  return WORST.find((code) => codes.includes(code)) ?? EXIT.pass;
}
