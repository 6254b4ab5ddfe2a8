import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunPlan } from '../../lib/plan/index.ts';
import { parsePlan } from '../../lib/plan/schema.ts';
import {
  type BillingCounts,
  type Check,
  type FinalState,
  type InvariantFindings,
  RUN_FILES,
  type RunVersions,
  type TimelineRecord,
} from '../../lib/results/index.ts';
import {
  billingSchema,
  checksSchema,
  finalStateSchema,
  invariantsSchema,
  timelineRecordSchema,
  versionsSchema,
} from './schemas.ts';

/** What a run folder holds beside its samples. A file that is not there is null; what that means is for judges to say. */
export interface RunFolderContent {
  readonly plan: RunPlan;
  readonly versions: RunVersions | null;
  readonly timeline: readonly TimelineRecord[];
  readonly billing: BillingCounts | null;
  readonly finalState: FinalState | null;
  /** What each invariant was held against; null where none was checked. */
  readonly invariants: InvariantFindings | null;
  /** What others judged, and a check for each file that could not be read: what it would have shown is unknown. */
  readonly others: readonly Check[];
}

/** A run folder that is none, or whose plan cannot be read: there is nothing to report on. */
export class RunFolderError extends Error {
  override readonly name = 'RunFolderError';
}

/** Reads and validates a run folder. Throws {@link RunFolderError} where it has no valid plan. */
export function readRunFolder(runDir: string): RunFolderContent {
  const planPath = join(runDir, RUN_FILES.plan);
  if (!existsSync(planPath)) {
    throw new RunFolderError(`${runDir}: not a run folder (it has no ${RUN_FILES.plan}): name one under results/`);
  }
  const plan = readPlan(planPath);
  const unreadable: Check[] = [];
  const read = <T>(file: string, schema: z.ZodType<T>): T | null => {
    const path = join(runDir, file);
    if (!existsSync(path)) return null;
    try {
      return parse(readFileSync(path, 'utf8'), schema);
    } catch (error) {
      unreadable.push(unreadableFile(file, error));
      return null;
    }
  };
  const versions = read(RUN_FILES.versions, versionsSchema);
  const billing = read(RUN_FILES.billing, billingSchema);
  const finalState = read(RUN_FILES.finalState, finalStateSchema);
  const checks = read(RUN_FILES.checks, checksSchema) ?? [];
  const invariants = read(RUN_FILES.violations, invariantsSchema);
  const timeline = readTimeline(join(runDir, RUN_FILES.timeline), unreadable);
  return { plan, versions, timeline, billing, finalState, invariants, others: [...checks, ...unreadable] };
}

function readPlan(path: string): RunPlan {
  try {
    return parsePlan(readFileSync(path, 'utf8'), path);
  } catch (error) {
    throw new RunFolderError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Reads what it can, line by line: a run that was killed leaves half a line at the end. */
function readTimeline(path: string, unreadable: Check[]): TimelineRecord[] {
  if (!existsSync(path)) return [];
  const records: TimelineRecord[] = [];
  for (const [i, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (line === '') continue;
    try {
      records.push(parse(line, timelineRecordSchema));
    } catch (error) {
      unreadable.push(unreadableFile(`${RUN_FILES.timeline}, line ${i + 1}`, error));
    }
  }
  return records;
}

function parse<T>(text: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(issue ? `${z.core.toDotPath(issue.path) || '(top level)'}: ${issue.message}` : 'not valid');
}

const unreadableFile = (place: string, error: unknown): Check => ({
  id: `files.${place}`,
  kind: 'generator',
  title: 'Run folder readable',
  status: 'inconclusive',
  reason: `${place} cannot be read: ${error instanceof Error ? error.message : error}`,
  advice: 'repair or remove it, or repeat the run',
});
