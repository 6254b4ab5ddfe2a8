import type { RunPlan } from '../../lib/plan/index.ts';
import type { RunVersions, Verdict, VerdictStatus } from '../../lib/results/index.ts';
import type { CostReport } from '../cost/index.ts';
import type { RunWindows } from '../ingest/index.ts';
import { figuresFrom, type Row, rowOf } from '../model/index.ts';
import { type Likeness, machineClassOf } from './like.ts';

/** Figures of one scope of a run: all requests, a journey or an operation, in all phases or in one. Empty names stand for "all". */
export interface Summary extends Omit<Row, 'name'> {
  readonly journey: string;
  readonly operation: string;
  readonly phase: string;
}

/** What history keeps of a run beside its windows. */
export interface RunRecord extends Likeness {
  readonly schemaVersion: 1;
  readonly runId: string;
  /** Unix ms of the start of the load. */
  readonly startedAt: number;
  readonly seed: number;
  readonly commit: string | null;
  readonly loadgate: string | null;
  readonly status: VerdictStatus;
  readonly headline: string;
  /** Whether the load generator was healthy: the figures of a run whose generator was not are compared with nothing. */
  readonly measured: boolean;
  readonly durationMs: number;
  /** Dollars for one user on one day; null where nothing was counted or nobody was active. */
  readonly costPerUserDay: number | null;
  readonly summaries: readonly Summary[];
}

/** What `loadgate history list --json` prints. */
export interface HistoryDocument {
  readonly schemaVersion: 1;
  /** Oldest first. */
  readonly runs: readonly RunRecord[];
}

export const historyDocument = (runs: readonly RunRecord[]): HistoryDocument => ({ schemaVersion: 1, runs });

export interface RecordInput {
  readonly plan: RunPlan;
  readonly versions: RunVersions | null;
  readonly windows: RunWindows;
  readonly cost: CostReport | null;
  readonly verdict: Pick<Verdict, 'status' | 'headline' | 'checks'>;
}

/** Condenses a run for the history: pure. */
export function recordOf({ plan, versions, windows, cost, verdict }: RecordInput): RunRecord {
  const [first] = cost?.projections ?? [];
  return {
    schemaVersion: 1,
    runId: plan.runId,
    startedAt: windows.startedAt,
    workload: plan.workload,
    profile: plan.profile,
    scale: plan.scale,
    target: plan.target.kind,
    machine: machineClassOf(versions),
    experiment: plan.experiment,
    seed: plan.seed,
    commit: versions?.commit ?? null,
    loadgate: versions?.loadgate ?? null,
    status: verdict.status,
    headline: verdict.headline,
    measured: verdict.checks.every((check) => check.kind !== 'generator' || check.status === 'pass'),
    durationMs: plan.durationMs,
    costPerUserDay: first ? first.total / first.users : null,
    summaries: summariesOf(plan, windows),
  };
}

function summariesOf(plan: RunPlan, windows: RunWindows): Summary[] {
  const inside = figuresFrom(plan);
  const distinct = (key: 'journey' | 'operation') => [...new Set(windows.latency.map((cell) => cell[key]))].sort();
  const measured = windows.segments.filter(inside).map((segment) => segment.phase);
  const phases = [...new Set(measured)];
  const summary = (journey: string, operation: string, phase: string): Summary => {
    const { name: _, ...row } = rowOf('', windows, {
      ...(journey !== '' && { journey }),
      ...(operation !== '' && { operation }),
      segments: (segment) => inside(segment) && (phase === '' || segment.phase === phase),
    });
    return { journey, operation, phase, ...row };
  };
  const scopes = [
    summary('', '', ''),
    ...distinct('journey').map((journey) => summary(journey, '', '')),
    ...distinct('operation').map((operation) => summary('', operation, '')),
    ...(phases.length < 2 ? [] : phases).flatMap((phase) => [
      summary('', '', phase),
      ...distinct('journey').map((journey) => summary(journey, '', phase)),
    ]),
  ];
  return scopes.filter((scope) => scope.requests > 0);
}
