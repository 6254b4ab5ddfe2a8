/** Run folders as a run leaves them, with a plan as it is really made. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPlan, type RunPlan } from '../../../../lib/plan/index.ts';
import { type Check, newRunId, overall, RUN_FILES, type Verdict } from '../../../../lib/results/index.ts';
import type { WorkloadName } from '../../../../lib/workloads/index.ts';

const FIRST = Date.UTC(2026, 0, 5, 12);
const MINUTE_MS = 60_000;

/** A check of the p95; what is given replaces its parts. */
export const checkOf = (over: Partial<Check> = {}): Check => ({
  id: 'mixed-10k.p95',
  kind: 'slo',
  title: 'p95 of all requests',
  status: 'pass',
  target: '< 2 s',
  measured: '28 ms',
  ...over,
});

export interface RunMade {
  readonly runId: string;
  readonly path: string;
  /** Writes a file of the run, as JSON unless it is a text. */
  put(file: keyof typeof RUN_FILES, content: unknown): void;
}

/** The folder of a run that has written its plan; the `n`th run of a folder began `n` minutes after the first. */
export function startedRun(
  folder: string,
  n: number,
  over: Partial<RunPlan> & { workload?: WorkloadName } = {},
): RunMade {
  const { workload = 'mixed-10k', profile = 'quick' } = over;
  const now = new Date(FIRST + n * MINUTE_MS);
  const runId = newRunId(workload, profile, now, n / 0x10000);
  const target = { kind: 'embedded' } as const;
  const plan = buildPlan({ workload, profile, seed: 1, target, runId, createdAt: now.toISOString() });
  const path = join(folder, runId);
  mkdirSync(path, { recursive: true });
  const put: RunMade['put'] = (file, content) =>
    writeFileSync(join(path, RUN_FILES[file]), typeof content === 'string' ? content : JSON.stringify(content));
  put('plan', { ...plan, ...over });
  return { runId, path, put };
}

/** The folder of a run that was judged: by these checks, with a report. */
export function judgedRun(
  folder: string,
  n: number,
  checks: readonly Check[] = [checkOf()],
  over: Parameters<typeof startedRun>[2] & { readonly headline?: string; readonly report?: string } = {},
): RunMade {
  const { headline = `Run ${n} was judged.`, report = `<!doctype html><title>Report ${n}</title>`, ...planned } = over;
  const run = startedRun(folder, n, planned);
  const verdict: Verdict = { schemaVersion: 1, runId: run.runId, status: overall(checks), headline, checks };
  run.put('verdict', verdict);
  run.put('report', report);
  return run;
}
