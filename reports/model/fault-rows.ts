import type { RunPlan } from '../../lib/plan/index.ts';
import type { TimelineRecord, Verdict, VerdictStatus } from '../../lib/results/index.ts';
import type { RunWindows, Segment } from '../ingest/index.ts';
import { duringFault, excusedWindows, type FaultJudgement, judgeFaults, overall, undisturbed } from '../judge/index.ts';
import { figuresFrom, type Row, rowOf } from './rows.ts';

/** A fault of the experiment beside the part of the run that nothing disturbed. */
export interface FaultRow {
  readonly judged: FaultJudgement;
  /** Of its own checks. */
  readonly status: VerdictStatus | 'unpromised';
  /** All requests without any fault, and while this one was in force; null where it never was. */
  readonly calm: Row;
  readonly during: Row | null;
}

/** In the order of the plan. What was seen does not depend on the generator's health, how it was judged does: that is the verdict's. */
export function faultRows(
  plan: RunPlan,
  windows: RunWindows,
  timeline: readonly TimelineRecord[],
  verdict: Verdict,
): FaultRow[] {
  const figures = figuresFrom(plan);
  const faults = judgeFaults({ plan, windows, timeline }, false);
  const excused = excusedWindows(faults, windows.windowMs);
  const segments = (it: Segment) => figures(it) && undisturbed(it);
  const calm = rowOf('without faults', windows, { segments, windows: (window) => !excused(window) });
  return faults.map((judged) => {
    const { fault, appliedMs, revertedMs } = judged;
    const ids = new Set(judged.checks.map(({ id }) => id));
    const checks = verdict.checks.filter(({ id }) => ids.has(id));
    const status = checks.length === 0 ? 'unpromised' : overall(checks);
    if (appliedMs === null) return { judged, status, calm, during: null };
    const until = revertedMs ?? plan.durationMs;
    const during = rowOf(fault.name, windows, { segments: (it) => duringFault(it, fault.applyMs, appliedMs, until) });
    return { judged, status, calm, during };
  });
}
