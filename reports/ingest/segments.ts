import { phaseAt, type RunPlan } from '../../lib/plan/index.ts';
import { RUN_EVENTS, type TimelineRecord } from '../../lib/results/index.ts';

/** A stretch of the run in which neither the phase nor being measured changes. Times in ms after the start of the load. */
export interface Segment {
  readonly phase: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Inside the window that SLOs are judged on (ramps are not). */
  readonly measured: boolean;
}

/** A fault or a flag change, for marks on time plots. */
export interface Mark {
  readonly atMs: number;
  readonly label: string;
  readonly kind: 'fault' | 'heal' | 'flag' | 'note';
}

export interface RunClock {
  /** Unix ms of the plan's zero; null where the timeline does not say: the first request then is. */
  readonly startedAt: number | null;
  /** ms after the start at which the load ended, where the timeline says so. */
  readonly endedMs: number | null;
}

export function clockOf(timeline: readonly TimelineRecord[]): RunClock {
  const at = (name: string) => timeline.find((record) => record.kind === 'run' && record.name === name)?.at ?? null;
  const startedAt = at(RUN_EVENTS.loadStarted);
  const endedAt = at(RUN_EVENTS.loadEnded);
  return { startedAt, endedMs: startedAt === null || endedAt === null ? null : endedAt - startedAt };
}

/**
 * The phases as they were, if the conductor recorded them, else as planned: faults are applied a little later than planned, and a sample
 * belongs to what was really going on when it was sent.
 */
function actualPhases(plan: RunPlan, timeline: readonly TimelineRecord[], startedAt: number | null) {
  const recorded = timeline.filter((record) => record.kind === 'phase').toSorted((a, b) => a.at - b.at);
  if (recorded.length === 0 || startedAt === null) return plan.phases;
  return recorded.map((record, i) => ({
    name: record.name,
    fromMs: i === 0 ? 0 : Math.max(0, record.at - startedAt),
    toMs: (recorded[i + 1]?.at ?? startedAt + plan.durationMs) - startedAt,
  }));
}

/** Segments without gaps from 0 to the end of the load; what lies outside belongs to the first or the last. */
export function segmentsOf(plan: RunPlan, timeline: readonly TimelineRecord[], startedAt: number | null): Segment[] {
  const phases = actualPhases(plan, timeline, startedAt);
  const { measured, durationMs } = plan;
  const edges = [
    0,
    durationMs,
    measured.fromMs,
    measured.toMs,
    ...phases.flatMap((phase) => [phase.fromMs, phase.toMs]),
  ];
  const times = [...new Set(edges)].filter((ms) => ms >= 0 && ms <= durationMs).sort((a, b) => a - b);
  return times.slice(0, -1).map((fromMs, i) => ({
    phase: phaseAt(phases, fromMs),
    fromMs,
    toMs: times[i + 1] ?? durationMs,
    measured: fromMs >= measured.fromMs && fromMs < measured.toMs,
  }));
}

export function marksOf(timeline: readonly TimelineRecord[], startedAt: number): Mark[] {
  return timeline.flatMap((record): Mark[] => {
    const atMs = record.at - startedAt;
    if (record.kind === 'fault') {
      const heal = record.detail?.action === 'revert';
      return [{ atMs, label: record.name, kind: heal ? 'heal' : 'fault' }];
    }
    return record.kind === 'flag' || record.kind === 'note' ? [{ atMs, label: record.name, kind: record.kind }] : [];
  });
}
