import type { RunPlan } from '../../lib/plan/index.ts';
import type { HardeningRow, InvariantFindings, RunVersions, TimelineRecord, Verdict } from '../../lib/results/index.ts';
import type { CostReport } from '../cost/index.ts';
import { activeUsers, type CountCell, type RunWindows } from '../ingest/index.ts';
import { type Alert, alertsOf } from './alerts.ts';
import { type FaultRow, faultRows } from './fault-rows.ts';
import { type Tables, tablesOf } from './rows.ts';

/** How often something happened, by kind, most often first. */
export type Kinds = readonly (readonly [kind: string, count: number])[];

/** All that the renderers show: they compute nothing. */
export interface Report {
  readonly plan: RunPlan;
  readonly versions: RunVersions | null;
  readonly verdict: Verdict;
  readonly cost: CostReport | null;
  readonly windows: RunWindows;
  readonly tables: Tables;
  readonly alerts: readonly Alert[];
  /** Of the whole run, ramps included. */
  readonly errors: Kinds;
  readonly refused: Kinds;
  /** Most users active at once. */
  readonly peakUsers: number;
  /** A row for each hardening system of pack 353. */
  readonly hardening: readonly HardeningRow[];
  /** A row for each fault of the experiment. */
  readonly faults: readonly FaultRow[];
  /** What each invariant was held against; null where none was checked. */
  readonly invariants: InvariantFindings | null;
  /** What the run was held against beside its objectives, or why nothing was. */
  readonly regression?: string;
}

export type ReportInput = Omit<Report, 'tables' | 'alerts' | 'errors' | 'refused' | 'peakUsers' | 'faults'> & {
  readonly timeline: readonly TimelineRecord[];
};

export function reportOf(input: ReportInput): Report {
  const { timeline, ...shown } = input;
  const { plan, windows } = shown;
  const tables = tablesOf(plan, windows);
  return {
    ...shown,
    faults: faultRows(plan, windows, timeline, shown.verdict),
    tables,
    alerts: alertsOf(tables),
    errors: kindsOf(windows.errors),
    refused: kindsOf(windows.refused),
    peakUsers: peakUsers(plan, windows),
  };
}

function kindsOf(cells: readonly CountCell[]): Kinds {
  const sums = new Map<string, number>();
  for (const cell of cells) sums.set(cell.kind || 'other', (sums.get(cell.kind || 'other') ?? 0) + cell.count);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

/** Most users that were present at once. */
function peakUsers(plan: RunPlan, windows: RunWindows): number {
  const totals: number[] = [];
  for (const levels of activeUsers(plan, windows).values())
    for (const [window, users] of levels.entries()) totals[window] = (totals[window] ?? 0) + Math.round(users ?? 0);
  return Math.max(0, ...totals);
}
