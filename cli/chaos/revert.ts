import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Ask, FAULTS, type Fault, type FaultContext, isFaultName } from '../../chaos/faults/index.ts';
import type { PlannedFault, RunPlan } from '../../lib/plan/index.ts';
import { parsePlan } from '../../lib/plan/schema.ts';
import { EXIT, RUN_FILES } from '../../lib/results/index.ts';
import { resolveTarget } from '../../lib/targets/index.ts';
import { operatorAccess } from '../conductor/remote-access.ts';
import { readConfig } from '../configuration.ts';
import { CliError, usageError } from '../errors.ts';
import { Operator } from '../operator/index.ts';
import { absent, askAt } from './ask.ts';
import { putBack } from './carry-out.ts';
import { Journal } from './journal.ts';

const TAKES_MS = 60_000;

/** `loadgate chaos revert`: puts back, from its journal, what a run has left on a target that outlives it. */
export async function revertRun(run: string, out: string): Promise<number> {
  const folder = [join(out, run), run].find((candidate) => existsSync(join(candidate, RUN_FILES.plan)));
  if (folder === undefined) throw usageError(`no run "${run}" in ${out}, and no such folder`, `ls ${out}`);
  const file = join(folder, RUN_FILES.plan);
  const plan = parsePlan(readFileSync(file, 'utf8'), file);
  const journal = new Journal(join(resolve(folder), RUN_FILES.chaosJournal));
  const open = journal.open();
  if (open.size === 0) {
    console.log('Nothing to put back: every fault of this run was.');
    return EXIT.pass;
  }
  if (plan.target.host === undefined) {
    console.log('Nothing to put back: the backend and the providers were the run’s own, and have ended with it.');
    return EXIT.pass;
  }
  const target = await targetOf(plan);
  const stuck: string[] = [];
  for (const [name, notes] of open) {
    const planned = plan.faults.find((fault) => fault.name === name);
    if (!planned) continue;
    const problem = await putBack(boundTo(planned), contextFor(plan, planned, target), notes);
    if (problem === null) journal.reverted(planned);
    else stuck.push(`${name}: ${problem}`);
    console.log(problem === null ? `▲ ${name}: put back` : `✗ ${name}: ${problem}`);
  }
  if (stuck.length > 0)
    throw new CliError(
      EXIT.internal,
      `could not be put back: ${stuck.join('; ')}`,
      'run this again when the target answers',
    );
  return EXIT.pass;
}

function boundTo({ fault, params }: PlannedFault): Fault {
  if (!isFaultName(fault))
    throw usageError(`this version knows no fault "${fault}"`, 'use the version that made the run');
  return FAULTS[fault].bind(fault, params);
}

/** The target, as its operator. Rejects before anything is put back where that operator could not. */
async function targetOf({ target: { kind, project } }: RunPlan): Promise<Ask> {
  const target = resolveTarget(kind, readConfig(process.cwd()).config, process.env);
  const { url, operator, appCheck } = operatorAccess(target, process.env);
  await operator.check({ needs: 'admin', lastsMs: TAKES_MS, project });
  return askAt(url, new Operator(url, operator, appCheck));
}

function contextFor(plan: RunPlan, { name }: PlannedFault, target: Ask): FaultContext {
  const gone = () => {
    throw new Error('the run’s own processes have ended with it');
  };
  return {
    name,
    seed: plan.seed,
    lengthMs: 0,
    ttlMs: 1,
    target,
    providers: absent('providers'),
    toxiproxy: absent('Toxiproxy'),
    backend: { kill: gone, start: gone, pause: gone, resume: gone },
    pause: gone,
    flipped: () => {},
  };
}
