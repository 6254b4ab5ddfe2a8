import type { PlannedFault, RunPlan } from '../../lib/plan/index.ts';
import type { TimelineRecord } from '../../lib/results/index.ts';

/** What became of a planned fault. Times in ms after the start of the load. */
export interface FaultRun {
  readonly fault: PlannedFault;
  /** When it was in force; null where it never was. */
  readonly appliedMs: number | null;
  /** When everything was put back; null where nobody recorded that. */
  readonly revertedMs: number | null;
  /** Why it was not applied; null where it was. */
  readonly skipped: string | null;
}

/** How each planned fault went, as the timeline has it. `startedAt`: Unix ms of the start of the load. */
export function faultRuns(plan: RunPlan, timeline: readonly TimelineRecord[], startedAt: number): FaultRun[] {
  return plan.faults.map((fault) => {
    const records = timeline.filter(({ kind, name }) => kind === 'fault' && name === fault.name);
    const done = (action: string) =>
      records.find(({ detail }) => detail?.action === action && detail.skipped === undefined)?.at;
    const refusal = records.find(({ detail }) => detail?.skipped !== undefined)?.detail?.skipped;
    const [applied, reverted] = [done('apply'), done('revert')];
    if (applied === undefined) {
      const skipped = typeof refusal === 'string' ? refusal : 'nothing says that it was applied';
      return { fault, appliedMs: null, revertedMs: null, skipped };
    }
    const revertedMs = reverted === undefined ? null : reverted - startedAt;
    return { fault, appliedMs: applied - startedAt, revertedMs, skipped: null };
  });
}

/** The faults with the times at which they really were in force: from when somebody began to apply them until everything was put back. */
export function actualFaults(plan: RunPlan, timeline: readonly TimelineRecord[], startedAt: number): PlannedFault[] {
  return faultRuns(plan, timeline, startedAt).flatMap(({ fault, appliedMs, revertedMs }) => {
    if (appliedMs === null) return [];
    const applyMs = Math.max(0, Math.min(fault.applyMs, appliedMs));
    return [{ ...fault, applyMs, revertMs: Math.max(applyMs + 1, revertedMs ?? plan.durationMs) }];
  });
}
