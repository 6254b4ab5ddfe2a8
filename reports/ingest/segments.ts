import { phaseAt, phasesOf, type RunPlan } from '../../lib/plan/index.ts';
import { RUN_EVENTS, type TimelineRecord } from '../../lib/results/index.ts';
import { actualFaults } from './faults.ts';

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
 * Segments without gaps from 0 to the end of the load; what lies outside belongs to the first or the last. Phases are those that were, where the timeline has
 * the faults, else the planned ones: faults take a moment to apply and to revert, and a sample belongs to what was really going on when it was sent.
 */
export function segmentsOf(plan: RunPlan, timeline: readonly TimelineRecord[], startedAt: number | null): Segment[] {
  const { measured, durationMs } = plan;
  const isRecorded = startedAt !== null && timeline.some(({ kind }) => kind === 'fault');
  const faults = isRecorded ? actualFaults(plan, timeline, startedAt) : plan.faults;
  const phases = phasesOf(faults, durationMs);
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
      if (record.detail?.skipped !== undefined) return [{ atMs, label: `${record.name} was skipped`, kind: 'note' }];
      const heal = record.detail?.action === 'revert';
      return [{ atMs, label: record.name, kind: heal ? 'heal' : 'fault' }];
    }
    return record.kind === 'flag' || record.kind === 'note' ? [{ atMs, label: record.name, kind: record.kind }] : [];
  });
}
