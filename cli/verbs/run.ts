import type { Command } from 'commander';
import { Option } from 'commander';
import type { CheckedExperiment } from '../../chaos/experiments/index.ts';
import type { CanarySplit } from '../../lib/canary/index.ts';
import type { ProfileName, TargetKind } from '../../lib/plan/index.ts';
import { resolveTarget, type Target } from '../../lib/targets/index.ts';
import { isWorkloadName, scaleFor, WORKLOAD_NAMES, WORKLOADS, type WorkloadName } from '../../lib/workloads/index.ts';
import { refuseSteepRamp } from '../conductor/ramp.ts';
import type { RunRequest } from '../conductor/request.ts';
import { planFor } from '../conductor/run-plan.ts';
import { readConfig } from '../configuration.ts';
import { thisMachine } from '../doctor/machine.ts';
import { usageError } from '../errors.ts';
import { regressionSources, withRegression } from '../history/place.ts';
import { canarySplit, choice, dollars, scale, wholeNumber } from '../options.ts';
import { unknown } from '../suggest.ts';
import type { RegisterVerb } from './verb.ts';

export interface RunFlags {
  readonly profile: ProfileName;
  readonly scale: number | 'auto';
  readonly target: TargetKind;
  readonly seed: number;
  readonly out: string;
  readonly usersPerVu?: number;
  readonly maxCost?: number;
  readonly connectionPerUser?: string[];
  readonly canary?: CanarySplit;
  readonly keep?: true;
  readonly experiment?: string;
  readonly baselines: string;
  readonly requireBaseline?: true;
  readonly history?: true;
  readonly json?: true;
  readonly quiet?: true;
}

export const registerRun: RegisterVerb = (program, exit) => {
  const command = program
    .command('run')
    .description('put a workload on the target and judge what happened')
    .argument('<workload>', `one of ${WORKLOAD_NAMES.join(', ')}`);
  addRunOptions(command)
    .addOption(
      new Option(
        '--experiment <name>',
        'what is broken meanwhile: a name of loadgate chaos list, or a file of your own',
      ),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (workload: string, flags: RunFlags) => {
      const request = await requestOf(workload, flags);
      const plan = planFor(request);
      refuseSteepRamp(request.target, plan);
      // Loaded only now: --help and mistakes are answered without the weight of a run.
      const { runAndTell } = await import('../run/index.ts');
      exit(
        await runAndTell(request, plan, {
          json: flags.json === true,
          quiet: flags.quiet === true,
          regression: regressionSources(flags),
        }),
      );
    });
};

export function addRunOptions(command: Command): Command {
  return withRegression(command)
    .addOption(
      choice('--profile <name>', 'size and length: smoke 15 s, quick 90 s, full', ['smoke', 'quick', 'full'], 'quick'),
    )
    .addOption(
      new Option('--scale <factor>', 'multiplies users and rates, not time; auto: what this machine carries')
        .argParser(scale)
        .default(1),
    )
    .addOption(choice('--target <kind>', 'where the load goes', ['embedded', 'emulators', 'staging'], 'embedded'))
    .addOption(new Option('--seed <n>', 'the same seed gives the same load').argParser(wholeNumber(0)).default(1))
    .option('--out <folder>', 'folder for the run’s folder', 'results')
    .addOption(
      new Option(
        '--users-per-vu <n>',
        'users that share a k6 VU; 1 gives classic VUs (default: from the plan)',
      ).argParser(wholeNumber(1)),
    )
    .option('--connection-per-user <journeys...>', 'journeys whose users each have connections of their own')
    .addOption(
      new Option(
        '--canary <flag:percent>',
        'tag the requests of the users in this bucket, for loadgate canary analyse',
      ).argParser(canarySplit),
    )
    .option('--history', 'write down every operation and check the invariants (always done with an experiment)')
    .addOption(
      new Option('--max-cost <dollars>', 'stop the run when its measured operations cost more').argParser(dollars),
    )
    .option('--keep', 'keep the embedded backend’s database after the run')
    .option('--json', 'print verdict.json on stdout, for scripts')
    .option('-q, --quiet', 'print nothing but errors');
}

/** Checks everything that can be checked before anything is started. Throws for mistakes and for targets that must not get load. */
export async function requestOf(workload: string, flags: RunFlags): Promise<RunRequest> {
  if (!isWorkloadName(workload)) throw usageError(unknown('workload', workload, WORKLOAD_NAMES), 'loadgate list');
  const { profile, seed, out, usersPerVu, connectionPerUser, keep = false, history = false } = flags;
  if (flags.scale === 'auto' && flags.target !== 'embedded')
    throw usageError('--scale auto sizes the load by this machine, which the target does not run on', 'give a number');
  const target = resolveTarget(flags.target, readConfig(process.cwd()).config, process.env);
  const experiment = flags.experiment === undefined ? undefined : await experimentFor(flags.experiment, target);
  return {
    workload,
    profile,
    scale: flags.scale === 'auto' ? carriedScale(workload, profile, experiment) : flags.scale,
    seed,
    target,
    out,
    keep,
    ...(experiment && { experiment }),
    ...(flags.canary && { canary: flags.canary }),
    history,
    ...(usersPerVu !== undefined && { usersPerVu }),
    ...(flags.maxCost !== undefined && { maxCost: flags.maxCost }),
    ...(connectionPerUser !== undefined && { connectionPerUser }),
  };
}

/** Loaded only where it is needed: faults and experiments are not for every start. */
async function experimentFor(given: string, target: Target): Promise<CheckedExperiment> {
  const { findExperiment, refuseWhatTargetLacks } = await import('../chaos/index.ts');
  const experiment = await findExperiment(given);
  refuseWhatTargetLacks(experiment, target);
  return experiment;
}

/** What this machine carries, also at the highest point of the experiment's load. */
function carriedScale(workload: WorkloadName, profile: ProfileName, experiment: CheckedExperiment | undefined): number {
  const factors = [...(experiment?.faults.values() ?? [])].map(({ loadFactor }) => loadFactor);
  return scaleFor(thisMachine(), WORKLOADS[workload], profile) / Math.max(1, ...factors);
}

const EXAMPLES = `
Examples:
  $ loadgate run smoke --profile smoke                     does everything answer? (15 s)
  $ loadgate run mixed-10k --scale auto                    what this machine carries (90 s)
  $ loadgate run mixed-10k --profile full                  7,800 users for 24 min
  $ loadgate run mixed-10k --scale auto --experiment launch-day   the same, while things break
  $ loadgate run read-100k --target staging --scale 0.1    a tenth of the load, to the host in loadgate.config.json

Exit codes: 0 pass, 10 an objective failed, 11 target refused, 12 something is missing, 13 inconclusive,
14 ramp too steep for Firestore, 15 over --max-cost, 130 stopped (everything was put back). The folder of the run is printed at the end; results/latest points to it.`;
