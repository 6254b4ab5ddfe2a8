import type { RunPlan } from '../../lib/plan/index.ts';
import { overall, type TimelineRecord, type Verdict, type VerdictStatus } from '../../lib/results/index.ts';
import type { RunWindows, Segment } from '../ingest/index.ts';
import { duringFault, excusedWindows, type FaultSeen, faultsSeen, judgeFault, undisturbed } from '../judge/index.ts';
import { figuresFrom, type Row, rowOf } from './rows.ts';

/** A fault of the experiment beside the part of the run that nothing disturbed. */
export interface FaultRow {
  readonly seen: FaultSeen;
  /** Of its own checks. */
  readonly status: VerdictStatus | 'unpromised';
  /** All requests without any fault, and while this one was in force; null where it never was. */
  readonly calm: Row;
  readonly during: Row | null;
}

/** In the order of the plan. How they were judged is the verdict's. */
export function faultRows(
  plan: RunPlan,
  windows: RunWindows,
  timeline: readonly TimelineRecord[],
  verdict: Verdict,
): FaultRow[] {
  const figures = figuresFrom(plan);
  const evidence = { plan, windows, timeline };
  const faults = faultsSeen(evidence);
  const excused = excusedWindows(faults, windows.windowMs);
  const segments = (it: Segment) => figures(it) && undisturbed(it);
  const calm = rowOf('without faults', windows, { segments, windows: (window) => !excused(window) });
  return faults.map((seen) => {
    const { fault, appliedMs, revertedMs } = seen;
    const ids = new Set(judgeFault(seen, evidence, false).map(({ id }) => id));
    const checks = verdict.checks.filter(({ id }) => ids.has(id));
    const status = checks.length === 0 ? 'unpromised' : overall(checks);
    if (appliedMs === null) return { seen, status, calm, during: null };
    const until = revertedMs ?? plan.durationMs;
    const during = rowOf(fault.name, windows, { segments: (it) => duringFault(it, fault.applyMs, appliedMs, until) });
    return { seen, status, calm, during };
  });
}
