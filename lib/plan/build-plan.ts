import { slosFor } from '../slo/index.ts';
import { isWorkloadName, type JourneyLoad, PACES, WORKLOADS, type Workload } from '../workloads/index.ts';
import { crowdShape } from './crowd-shape.ts';
import { phasesOf } from './phases.ts';
import { type LoadSpike, withSpikes } from './spikes.ts';
import type { LoadStage, PlannedFault, PlannedGroup, ProfileName, RunPlan } from './types.ts';
import { undisturbedShare } from './undisturbed.ts';

export interface BuildPlanInput {
  readonly workload: string;
  readonly profile: ProfileName;
  /** Multiplies users and rates. Over 0, at most {@link MAX_SCALE}. Default 1. */
  readonly scale?: number;
  readonly seed: number;
  readonly target: RunPlan['target'];
  readonly experiment?: {
    readonly name: string;
    readonly hypothesis?: string;
    readonly faults: readonly PlannedFault[];
    /** Times in which more load comes; `scale` is that of the load outside of them. */
    readonly spikes?: readonly LoadSpike[];
  } | null;
  readonly runId: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly canary?: RunPlan['canary'];
  /** Overrides how many users share a VU; 1 gives classic VUs. */
  readonly usersPerVu?: number;
  /** Journeys whose users each have a VU, and so connections, of their own. */
  readonly connectionPerUser?: readonly string[];
}

const MAX_SCALE = 1000;
/** Accounts that exist beside those that act, so that there is somebody to write to, like and look at. */
const BYSTANDERS = 20;

/**
 * The plan of a run: a pure function of its input. The one rule for profiles and scale: users, rates and accounts are those of the workload × the profile's
 * share × `scale` (at least 1, and what a journey's own objective needs); the ramps keep their part of the profile's duration; sessions are divided by full duration ÷ profile's
 * duration; think times stay as they are. Throws a RangeError that names the input and the fix.
 */
export function buildPlan(input: BuildPlanInput): RunPlan {
  const { profile, scale = 1 } = input;
  check(input, scale);
  const workload = workloadOf(input.workload);
  const journeys = workload.loads.map((load) => load.journey);
  const unknown = input.connectionPerUser?.find((name) => !journeys.some((journey) => journey === name));
  if (unknown !== undefined) {
    throw new RangeError(
      `connection per user: ${workload.name} has no journey "${unknown}": use ${journeys.join(', ')}`,
    );
  }
  const durationMs = workload.durationMs[profile];
  const timeCompression = (workload.baseCompression * workload.durationMs.full) / durationMs;
  const spikes = input.experiment?.spikes ?? [];
  // Users, rows and accounts are there for the highest spike; outside of spikes the others stay away.
  const most = spikes.reduce((highest, spike) => Math.max(highest, spike.factor), 1);
  const factor = workload.share[profile] * scale * most;
  const sized = (value: number) => Math.max(1, Math.round(value * factor));
  const faults = input.experiment?.faults ?? [];
  // What a journey's own objective needs has to come in the part that no fault disturbs, and outside of spikes.
  const more = most / undisturbedShare(faults, holdOf(workload, durationMs));
  const least = (load: JourneyLoad) => (profile === 'smoke' ? 1 : Math.ceil((load.least ?? 1) * more));
  const users = (load: JourneyLoad) => Math.max(sized(load.peak), least(load));

  const own = workload.loads.filter((load) => load.users === 'own');
  const acting = own.reduce((sum, load) => sum + users(load) * (load.partners ? 2 : 1), 0);
  const accounts = workload.accounts === 0 ? 0 : Math.max(sized(workload.accounts), acting + BYSTANDERS);
  const population = workload.population === undefined ? accounts : sized(workload.population);

  let firstFree = 0;
  const groups = workload.loads.map((load): PlannedGroup => {
    const peak = load.model === 'closed' ? users(load) : load.peak * factor;
    const take = (count: number) => {
      firstFree += count;
      return firstFree - count;
    };
    const ownUsers = load.users === 'own';
    const pace = PACES[load.journey];
    const shape = shapeOf(load, peak, input);
    return {
      journey: load.journey,
      model: load.model,
      peak,
      stages: withSpikes(stagesOf(workload, durationMs, peak / most), spikes),
      ...shape,
      firstUser: ownUsers ? take(peak) : 0,
      userCount: ownUsers ? peak : load.users === 'each' ? population : accounts,
      order: load.users === 'each' ? 'in-turn' : 'random',
      firstPartner: load.partners ? take(peak) : null,
      pace: {
        thinkMs: pace.thinkMs,
        sessionMs: pace.sessionMs
          ? [Math.round(pace.sessionMs[0] / timeCompression), Math.round(pace.sessionMs[1] / timeCompression)]
          : null,
      },
    };
  });

  return {
    schemaVersion: 1,
    runId: input.runId,
    createdAt: input.createdAt,
    workload: workload.name,
    profile,
    scale,
    seed: input.seed,
    target: input.target,
    experiment: input.experiment?.name ?? null,
    ...(input.experiment?.hypothesis !== undefined && { hypothesis: input.experiment.hypothesis }),
    ...(input.canary !== undefined && { canary: input.canary }),
    accounts,
    groups,
    durationMs,
    measured: holdOf(workload, durationMs),
    timeCompression,
    phases: phasesOf(faults, durationMs),
    faults,
    slos: slosFor(workload.name, journeys),
  };
}

function check(input: BuildPlanInput, scale: number): void {
  if (!(scale > 0 && scale <= MAX_SCALE))
    throw new RangeError(`scale ${scale}: use a number over 0, up to ${MAX_SCALE}`);
  if (!Number.isSafeInteger(input.seed)) throw new RangeError(`seed ${input.seed}: use a whole number`);
  const { usersPerVu } = input;
  if (usersPerVu !== undefined && !(Number.isSafeInteger(usersPerVu) && usersPerVu >= 1)) {
    throw new RangeError(`users per VU ${usersPerVu}: use a whole number, at least 1`);
  }
}

function workloadOf(name: string): Workload {
  if (isWorkloadName(name)) return WORKLOADS[name];
  throw new RangeError(`unknown workload "${name}": use one of ${Object.keys(WORKLOADS).join(', ')}`);
}

function holdOf(workload: Workload, durationMs: number): { fromMs: number; toMs: number } {
  return {
    fromMs: Math.round(durationMs * workload.ramp.up),
    toMs: Math.round(durationMs * (1 - workload.ramp.down)),
  };
}

function stagesOf(workload: Workload, durationMs: number, peak: number): readonly LoadStage[] {
  const hold = holdOf(workload, durationMs);
  return [
    { untilMs: hold.fromMs, level: peak },
    { untilMs: hold.toMs, level: peak },
    { untilMs: durationMs, level: 0 },
  ];
}

/** An open group needs a row for each visit that may be under way: twice what its longest visit makes, so that a slow target is not blamed on the generator. */
function shapeOf(load: JourneyLoad, peak: number, input: BuildPlanInput) {
  const pace = PACES[load.journey];
  const perUser = input.connectionPerUser?.includes(load.journey) ? 1 : input.usersPerVu;
  if (load.model === 'closed') return crowdShape(peak, peak * pace.requests, perUser);
  const visits = Math.max(2, Math.ceil((2 * peak * (pace.visitMs ?? 0)) / 1000));
  return crowdShape(visits, peak * pace.requests, perUser);
}
