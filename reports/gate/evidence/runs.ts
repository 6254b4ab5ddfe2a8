import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunPlan } from '../../../lib/plan/index.ts';
import { RUN_FILES, type Verdict } from '../../../lib/results/index.ts';
import { verdictSchema } from '../../../lib/results/schema.ts';
import { RunFolderError, readRunFolder } from '../../run-folder/index.ts';
import { GateFileError, readChecked } from '../files.ts';

/** What a gate takes from a run folder. */
export interface RunEvidence {
  readonly folder: string;
  readonly plan: RunPlan;
  /** Commit of the code under test; null where it is not known. */
  readonly commit: string | null;
  readonly verdict: Verdict;
  /** Dollars a day by users a day; empty where nothing was counted. */
  readonly dollarsPerDay: readonly { readonly users: number; readonly total: number }[];
}

const costSchema = z
  .looseObject({ projections: z.array(z.looseObject({ users: z.number(), total: z.number() })) })
  .nullable();

/** Throws {@link GateFileError} where the folder holds no judged run. */
export function readRun(folder: string): RunEvidence {
  const verdictPath = join(folder, RUN_FILES.verdict);
  let run: ReturnType<typeof readRunFolder>;
  try {
    run = readRunFolder(folder);
  } catch (error) {
    if (error instanceof RunFolderError) throw new GateFileError(error.message);
    throw error;
  }
  if (!existsSync(verdictPath))
    throw new GateFileError(`${folder}: the run has no verdict yet: loadgate report ${folder}`);
  const verdict = readChecked(verdictPath, verdictSchema as z.ZodType<Verdict>);
  if (verdict.runId !== run.plan.runId)
    throw new GateFileError(`${verdictPath}: is of run ${verdict.runId}, the folder of ${run.plan.runId}`);
  const costPath = join(folder, RUN_FILES.cost);
  const cost = existsSync(costPath) ? costSchema.parse(JSON.parse(readFileSync(costPath, 'utf8'))) : null;
  return {
    folder,
    plan: run.plan,
    commit: run.versions?.commit ?? null,
    verdict,
    dollarsPerDay: (cost?.projections ?? []).map(({ users, total }) => ({ users, total })),
  };
}
