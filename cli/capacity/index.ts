/** `loadgate capacity`: one run whose load rises in steps, judged step by step. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type PlannedGroup, type RunPlan, steppedPlan, type TargetKind } from '../../lib/plan/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import { resolveTarget } from '../../lib/targets/index.ts';
import { isWorkloadName, scaleFor, WORKLOAD_NAMES, WORKLOADS, type Workload } from '../../lib/workloads/index.ts';
import { analyseCapacity, type CapacityReport, type Observation } from '../../reports/capacity/index.ts';
import { buildReport } from '../../reports/index.ts';
import { bundleOf, bundleScenarios } from '../../scripts/bundle-scenarios.ts';
import { conduct } from '../conductor/conduct.ts';
import { Interrupt } from '../conductor/interrupt.ts';
import { standardParticipants } from '../conductor/participants.ts';
import { refuseSteepRamp } from '../conductor/ramp.ts';
import type { RunRequest } from '../conductor/request.ts';
import { RunFolder } from '../conductor/run-folder.ts';
import { planFor } from '../conductor/run-plan.ts';
import { readConfig } from '../configuration.ts';
import { thisMachine } from '../doctor/machine.ts';
import { usageError } from '../errors.ts';
import { unknown } from '../suggest.ts';
import { StatusLine } from '../terminal/status-line.ts';
import { observer } from './observe.ts';
import { told } from './told.ts';

export interface CapacityRequest {
  readonly target: TargetKind;
  readonly most?: number;
  readonly steps: number;
  readonly factor: number;
  /** Seconds. */
  readonly step: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Beyond what the machine is thought to carry, so that something gives way. */
const BEYOND = 3;
const PROFILE = 'full';

export async function capacity(workload: string, request: CapacityRequest): Promise<number> {
  if (!isWorkloadName(workload)) throw usageError(unknown('workload', workload, WORKLOAD_NAMES), 'loadgate list');
  const target = resolveTarget(request.target, readConfig(process.cwd()).config, process.env);
  const { steps, factor, seed, out } = request;
  const scale = request.most ?? BEYOND * scaleFor(thisMachine(), WORKLOADS[workload], PROFILE);
  const stepMs = request.step * 1000;
  const asked: RunRequest = { workload, profile: PROFILE, scale, seed, target, out, keep: false, history: false };
  const stepped = steppedPlan(withOwnAccounts(planFor(asked), WORKLOADS[workload]), { steps, factor, stepMs });
  refuseSteepRamp(target, stepped.plan);
  const observations: Observation[] = [];
  using interrupt = new Interrupt();
  const status = new StatusLine(request.quiet === true || request.json === true);
  const folder = new RunFolder(out, stepped.plan.runId);
  try {
    await conduct({
      ...{ request: asked, plan: stepped.plan, folder, status, signal: interrupt.signal },
      script: bundleOf(await bundleScenarios(), workload),
      participants: [...standardParticipants(false), observer(observations)],
    });
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    folder.dropDatabase();
  }
  status.update('Judging …');
  const { report } = await buildReport(folder.path);
  status.clear();
  const { windows, cost } = report;
  const requests = windows.latency.reduce((sum, cell) => sum + cell.count, 0);
  const found = analyseCapacity(
    stepped.plan,
    stepped.steps,
    windows,
    observations,
    cost && requests > 0 ? cost.test.total / requests : null,
  );
  const file = join(folder.path, 'capacity.json');
  writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
  if (request.json) console.log(JSON.stringify(found, null, 2));
  else if (!request.quiet) console.log(`${told(found)}\n\n${relative(process.cwd(), file)}`);
  return isFound(found) ? EXIT.pass : EXIT.inconclusive;
}

const isFound = ({ capacity: { low, high } }: CapacityReport): boolean => low !== null && high !== null;

/** More load comes from as many people as the workload has, not from more of them: seeding those would take longer than the run. */
function withOwnAccounts(plan: RunPlan, { accounts }: Workload): RunPlan {
  if (plan.accounts <= accounts || plan.groups.some((group) => group.model === 'closed')) return plan;
  const fewer = (group: PlannedGroup) => ({ ...group, userCount: Math.min(group.userCount, accounts) });
  return { ...plan, accounts, groups: plan.groups.map((group) => (group.order === 'random' ? fewer(group) : group)) };
}
