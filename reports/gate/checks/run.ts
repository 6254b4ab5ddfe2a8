import type { RunPlan } from '../../../lib/plan/index.ts';
import type { RunEvidence } from '../evidence/runs.ts';
import {
  type CheckContext,
  type Examine,
  fail,
  moment,
  type Outcome,
  pass,
  resultAge,
  short,
  unknown,
} from './types.ts';

/** Runs that speak for the release: of its commit and not too old, newest first. */
export function ownRuns({ evidence, now, ...rest }: CheckContext, workload: string): readonly RunEvidence[] {
  const { commit } = evidence.release;
  const oldest = now - resultAge({ evidence, now, ...rest });
  return evidence.runs
    .filter((run) => run.plan.workload === workload && run.commit === commit && createdAt(run) >= oldest)
    .toSorted((a, b) => createdAt(b) - createdAt(a));
}

const createdAt = ({ plan }: RunEvidence): number => Date.parse(plan.createdAt);

export const examineRun: Examine<'run'> = (check, context) => {
  const outcomes = check.workloads.map((workload) =>
    examineWorkload(workload, check.purpose, check.leastScale, context),
  );
  const worst = outcomes.find((it) => it.verdict === 'fail') ?? outcomes.find((it) => it.verdict === 'no-evidence');
  if (worst) return worst;
  return pass(
    outcomes.map((it) => it.reason).join('; '),
    outcomes.flatMap((it) => it.evidence ?? []),
  );
};

function examineWorkload(
  workload: string,
  purpose: 'capacity' | 'benchmark',
  leastScale: number | undefined,
  context: CheckContext,
): Outcome {
  const own = ownRuns(context, workload);
  const again = `loadgate run ${workload}${purpose === 'capacity' ? ' --profile full --target staging' : ''}`;
  if (own.length === 0) return nothing(workload, again, context);
  const reasons = own.map((run) => (purpose === 'capacity' ? whyNoCapacity(run.plan, leastScale) : null));
  const run = own[reasons.indexOf(null)];
  if (!run)
    return unknown(
      `${workload}: ${reasons[0]}`,
      again,
      own.map((it) => it.folder),
    );
  const { verdict, plan, folder } = run;
  const told = `${workload} on ${plan.target.kind}, ${plan.profile}, scale ${plan.scale}, ${moment(createdAt(run))}`;
  if (verdict.status === 'pass') return pass(told, [folder]);
  if (verdict.status === 'fail')
    return fail(`${told}: ${verdict.headline}`, 'repair what failed, then run it again', [folder]);
  return unknown(`${told}: ${verdict.headline}`, again, [folder]);
}

/** Why a run says nothing about what production carries; null: it does. */
function whyNoCapacity(plan: RunPlan, leastScale = 1): string | null {
  if (plan.target.kind === 'embedded')
    return 'the run was made on the embedded backend, one process on one machine: that says nothing about how production scales';
  if (plan.target.kind === 'emulators')
    return 'the run was made on emulators, which neither scale, throttle nor queue as production does: no evidence of capacity';
  if (plan.profile !== 'full')
    return `the ${plan.profile} profile is too short to show capacity; it takes the full one`;
  if (plan.scale < leastScale) return `scale ${plan.scale} is less than the launch needs, ${leastScale}`;
  return null;
}

function nothing(workload: string, again: string, { evidence }: CheckContext): Outcome {
  const all = evidence.runs.filter((run) => run.plan.workload === workload);
  const [first] = all;
  if (!first) return unknown(`no run of ${workload}`, again);
  const { commit } = evidence.release;
  const other = all.every((run) => run.commit !== commit);
  const reason = other
    ? `the runs of ${workload} are of ${short(first.commit)}, the release is ${short(commit)}`
    : `the runs of ${workload} are too old: ${moment(createdAt(first))}`;
  return unknown(
    reason,
    again,
    all.map((run) => run.folder),
  );
}
