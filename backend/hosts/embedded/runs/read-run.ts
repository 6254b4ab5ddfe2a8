import { join } from 'node:path';
import type { RunOutcome, RunView } from '../../../../lib/api/index.ts';
import type { RunPlan } from '../../../../lib/plan/index.ts';
import { parsePlan } from '../../../../lib/plan/schema.ts';
import { type Check, overall, RUN_FILES, type RunIdParts, type Verdict } from '../../../../lib/results/index.ts';
import { verdictSchema } from '../../../../lib/results/schema.ts';
import { readBounded } from './bounded-file.ts';
import { hasFile, placeOf } from './run-place.ts';

/** Verdicts and plans take a few kilobytes. */
const MOST_BYTES = 1024 * 1024;
/** What is said of a run in a list; a damaged file may hold any text. */
const MOST_CHARACTERS = 600;

export interface RunRead {
  readonly view: RunView;
  readonly plan: RunPlan | null;
  readonly checks: readonly Check[];
}

/** What keeps a run from having a verdict that counts. */
class Unjudged extends Error {
  readonly outcome: RunOutcome;
  constructor(outcome: 'unfinished' | 'broken', why: string) {
    super(why);
    this.outcome = outcome;
  }
}

/**
 * Reads the plan and the verdict of one run: its two small files, nothing else. Whatever is missing, cut off, of another run or contradicts itself
 * makes the run `unfinished` or `broken` with the reason, never a pass. Null where there is nothing of this name.
 */
export async function readRun(folder: string, runId: string, parts: RunIdParts): Promise<RunRead | null> {
  const path = join(folder, runId);
  const place = await placeOf(folder, runId);
  if (place === 'absent') return null;
  let plan: RunPlan | null = null;
  const read = (outcome: RunOutcome, headline: string, checks: readonly Check[] = []): RunRead => ({
    view: viewOf(runId, parts, plan, outcome, headline),
    plan,
    checks,
  });
  try {
    if (place !== 'folder') throw new Unjudged('broken', place.problem);
    plan = await planOf(path, runId);
    const verdict = await verdictOf(path, runId, plan);
    return read(verdict.status, verdict.headline, verdict.checks);
  } catch (error) {
    if (error instanceof Unjudged) return read(error.outcome, error.message);
    throw error;
  }
}

function viewOf(
  runId: string,
  { startedAt, workload, profile }: RunIdParts,
  plan: RunPlan | null,
  outcome: RunOutcome,
  headline: string,
): RunView {
  const { kind, host } = plan?.target ?? {};
  return {
    runId,
    startedAt: plan ? Date.parse(plan.createdAt) : startedAt,
    ...{ workload, profile, outcome },
    headline: headline.length > MOST_CHARACTERS ? `${headline.slice(0, MOST_CHARACTERS)} …` : headline,
    planned: plan && {
      scale: plan.scale,
      target: host === undefined ? `${kind}` : `${kind} ${host}`,
      experiment: plan.experiment,
    },
  };
}

/** Null where the run has not come as far as its plan. */
async function planOf(path: string, runId: string): Promise<RunPlan | null> {
  const file = await readBounded(join(path, RUN_FILES.plan), MOST_BYTES);
  if (file === null) return null;
  const plan = checked(RUN_FILES.plan, file, (text) => parsePlan(text, RUN_FILES.plan));
  if (plan.runId !== runId) throw new Unjudged('broken', `${RUN_FILES.plan} is of another run, ${plan.runId}.`);
  return plan;
}

async function verdictOf(path: string, runId: string, plan: RunPlan | null): Promise<Verdict> {
  const name = RUN_FILES.verdict;
  const file = await readBounded(join(path, name), MOST_BYTES);
  if (file === null) throw new Unjudged('unfinished', await whyUnfinished(path, plan));
  if (plan === null) throw new Unjudged('broken', `There is a ${name}, but no ${RUN_FILES.plan} that it could be of.`);
  const verdict = checked(name, file, (text) => {
    const read = verdictSchema.safeParse(JSON.parse(text));
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    throw new Error(`${name}: ${issue?.path.join('.') || '(top level)'}: ${issue?.message}`);
  });
  if (verdict.runId !== runId) throw new Unjudged('broken', `${name} is of another run, ${verdict.runId}.`);
  const meant = overall(verdict.checks);
  if (verdict.status !== meant) {
    throw new Unjudged('broken', `${name} contradicts itself: it says ${verdict.status}, its checks say ${meant}.`);
  }
  return verdict;
}

async function whyUnfinished(path: string, plan: RunPlan | null): Promise<string> {
  if (plan === null) return `No ${RUN_FILES.plan}: it was stopped before it began.`;
  return (await hasFile(join(path, RUN_FILES.access)))
    ? `No ${RUN_FILES.verdict}: the run is still under way, or was killed before it could tidy up.`
    : `No ${RUN_FILES.verdict}: it was stopped before it was judged, or is being judged now.`;
}

function checked<T>(name: string, file: { text: string } | { problem: string }, read: (text: string) => T): T {
  if ('problem' in file) throw new Unjudged('broken', `${name} ${file.problem}.`);
  if (file.text.trim() === '') throw new Unjudged('broken', `${name} is empty: it was cut off while it was written.`);
  try {
    return read(file.text);
  } catch (error) {
    if (isCutOff(file.text)) throw new Unjudged('broken', `${name} is not whole JSON: it was cut off, or is damaged.`);
    throw new Unjudged('broken', `${(error as Error).message.replaceAll(/\s*\n\s*/g, ' ')}.`);
  }
}

function isCutOff(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
