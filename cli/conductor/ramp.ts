import type { RunPlan } from '../../lib/plan/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import { CONFIG_FILE, rampBreach, type Target } from '../../lib/targets/index.ts';
import { CliError } from '../errors.ts';
import { count, duration } from '../terminal/format.ts';

/** Refuses, before the first request, a load on staging that rises faster than its database can split its data. Emulators have nothing to split. */
export function refuseSteepRamp(target: Target, plan: RunPlan): void {
  if (target.kind !== 'staging') return;
  const breach = rampBreach(plan, target.warmOperationsPerSecond);
  if (breach === null) return;
  const { atMs, planned, allowed, fittingScale } = breach;
  throw new CliError(
    EXIT.steepRamp,
    `target staging: the plan has about ${count(planned)} operations/s on one collection after ${duration(atMs)}; Firestore's 500/50/5 rule allows ${count(allowed)} on one that is cold. No request was sent.`,
    `use --scale ${fittingScale.toPrecision(1)} or a longer --profile; or, where it has carried such load lately, set targets.staging.warmOperationsPerSecond in ${CONFIG_FILE}`,
  );
}
