import type { CheckedExperiment } from '../../chaos/experiments/index.ts';
import type { CanarySplit } from '../../lib/canary/index.ts';
import type { ProfileName, RunPlan } from '../../lib/plan/index.ts';
import type { Target } from '../../lib/targets/index.ts';

/** What somebody asked for, already checked: one plan follows from it. */
export interface RunRequest {
  readonly workload: string;
  readonly profile: ProfileName;
  readonly scale: number;
  readonly seed: number;
  readonly target: Target;
  /** Folder that gets the run's folder. */
  readonly out: string;
  readonly usersPerVu?: number;
  /** Dollars after which the run is stopped. */
  readonly maxCost?: number;
  readonly connectionPerUser?: readonly string[];
  /** Keep the embedded backend's database after the run. */
  readonly keep: boolean;
  /** Users whose requests are tagged as those of a canary. */
  readonly canary?: CanarySplit;
  /** What is broken while the load runs. */
  readonly experiment?: CheckedExperiment;
  /** Write down every operation of its users and hold the invariants against it; always done where there is an experiment. */
  readonly history: boolean;
}

/** Whether every operation is written down, for the invariants. */
export const recordsHistory = ({ history }: Pick<RunRequest, 'history'>, plan: RunPlan): boolean =>
  history || plan.experiment !== null;

export const plannedTarget = (target: Target): RunPlan['target'] =>
  target.url === null
    ? { kind: target.kind }
    : { kind: target.kind, host: target.host, ...(target.project !== undefined && { project: target.project }) };
