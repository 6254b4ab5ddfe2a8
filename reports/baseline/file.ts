import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { KnownRun } from '../history/index.ts';
import type { Tolerances } from './tolerances.ts';

const share = z.number().min(0).max(10);

const tolerances: z.ZodType<Tolerances> = z.strictObject({
  latency: share,
  errors: share,
  throughput: share,
  cost: share,
});

const nullable = z.number().nullable();
const figure = z.strictObject({
  journey: z.string(),
  operation: z.string(),
  phase: z.string(),
  requests: z.number(),
  perSecond: z.number(),
  errorRate: z.number(),
  p50: nullable,
  p95: nullable,
  p99: nullable,
});

export const baselineSchema = z.strictObject({
  schemaVersion: z.literal(1),
  run: z.string().min(1),
  commit: z.string().nullable(),
  accepted: z.strictObject({ by: z.string().min(1), why: z.string().min(1), at: z.iso.datetime() }),
  workload: z.string(),
  profile: z.string(),
  scale: z.number().positive(),
  target: z.string(),
  machine: z.string().nullable(),
  experiment: z.string().nullable(),
  tolerances,
  costPerUserDay: nullable.describe('Dollars for one user on one day; null: not known.'),
  figures: z
    .array(figure)
    .describe('For the reviewer: what a pull request that moves the baseline changes. ms, requests a second, ratios.'),
  evidence: z
    .strictObject({ file: z.string().regex(/^[\w.-]+$/), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .describe('The windows behind the figures, beside the baseline’s file.'),
});

/** `baselines/<workload>-<profile>.json`: what was accepted as normal, by whom and why; committed, so that moving it is reviewed. */
export type Baseline = z.infer<typeof baselineSchema>;

/** A baseline that cannot be read or used; the message names the file and the fix. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

export const baselinePath = (folder: string, workload: string, profile: string): string =>
  join(folder, `${workload}-${profile}.json`);

/** Null where none was accepted. @throws BaselineError for one that is not valid */
export function readBaseline(path: string): Baseline | null {
  if (!existsSync(path)) return null;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new BaselineError(
      `${path}: not JSON (${error instanceof Error ? error.message : error}): restore it from the repository`,
    );
  }
  const parsed = baselineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BaselineError(
    `${path}: ${issue?.path.join('.') || 'the file'}: ${issue?.message}: correct it, or accept a run again`,
  );
}

/** The run behind a baseline. @throws BaselineError where its evidence is missing or was changed */
export function evidenceOf(path: string, baseline: Baseline): KnownRun {
  const file = join(dirname(path), baseline.evidence.file);
  if (!existsSync(file)) throw new BaselineError(`${file}: is missing: commit it beside ${path}`);
  const bytes = readFileSync(file);
  if (digest(bytes) !== baseline.evidence.sha256)
    throw new BaselineError(
      `${file}: is not what ${path} was accepted on: restore both from the repository, or accept again`,
    );
  return JSON.parse(gunzipSync(bytes).toString()) as KnownRun;
}

/** Writes a baseline and its evidence, the evidence first: a reader never finds a baseline without it. */
export function writeBaseline(
  path: string,
  run: KnownRun,
  accepted: Baseline['accepted'],
  tolerances: Tolerances,
): Baseline {
  const { record } = run;
  const bytes = gzipSync(JSON.stringify(run), { level: 9 });
  const file = `${record.workload}-${record.profile}.windows.json.gz`;
  const { workload, profile, scale, target, machine, experiment, commit, costPerUserDay } = record;
  const baseline: Baseline = {
    schemaVersion: 1,
    run: record.runId,
    commit,
    accepted,
    ...{ workload, profile, scale, target, machine, experiment, tolerances, costPerUserDay },
    figures: record.summaries.map(({ journey, operation, phase, requests, rate, errorRate, p50, p95, p99 }) => ({
      ...{ journey, operation, phase, requests, perSecond: rate, errorRate, p50, p95, p99 },
    })),
    evidence: { file, sha256: digest(bytes) },
  };
  mkdirSync(dirname(path), { recursive: true });
  replace(join(dirname(path), file), bytes);
  replace(path, `${JSON.stringify(baseline, null, 2)}\n`);
  return baseline;
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Whole or not at all. */
function replace(path: string, content: string | Uint8Array): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}
