import type { GateEvidence } from './evidence/read.ts';
import type { ObservedWindow } from './evidence/schemas.ts';
import type { PhaseId } from './phases.ts';

type Observations = Pick<GateEvidence, 'observations'>;

/** The phase that users were in most recently; null where none was observed. */
export const phaseUnderWay = ({ observations }: Observations): PhaseId | null =>
  observations.toSorted((a, b) => b.to - a.to)[0]?.phase ?? null;

/** What was observed of a phase since the release last entered it, oldest first. */
export interface Attempt {
  readonly from: number;
  readonly to: number;
  readonly windows: readonly ObservedWindow[];
}

/**
 * The last attempt at a phase: its windows after the last one of any other phase that came before them. A release that was rolled back starts again, so what
 * it did in an earlier attempt counts neither for nor against it.
 */
export function attemptOf({ observations }: Observations, phase: PhaseId | undefined): Attempt | null {
  const ordered = observations.toSorted((a, b) => a.from - b.from);
  const last = ordered.findLastIndex((window) => window.phase === phase);
  if (last < 0) return null;
  const before = ordered.slice(0, last).findLastIndex((window) => window.phase !== phase);
  const windows = ordered.slice(before + 1, last + 1);
  const [first] = windows;
  if (!first) return null;
  return { from: first.from, to: Math.max(...windows.map((it) => it.to)), windows };
}

/** Ms of [from, to] that the windows cover, overlaps counted once. */
export function coverage(windows: readonly ObservedWindow[], from: number, to: number): number {
  let [covered, end] = [0, from];
  for (const window of windows.toSorted((a, b) => a.from - b.from)) {
    const begin = Math.max(window.from, end);
    const stop = Math.min(window.to, to);
    if (stop > begin) {
      covered += stop - begin;
      end = stop;
    }
  }
  return covered;
}

/** The figures of some windows together: counts are added, of percentiles the worst counts, since they cannot be averaged. */
export interface Figures {
  readonly requests: number;
  readonly errors: number;
  readonly errorRate: number | null;
  readonly p95Ms: number | null;
  readonly complaints: number;
}

export function figuresOf(windows: readonly ObservedWindow[]): Figures {
  const sum = (of: (window: ObservedWindow) => number) => windows.reduce((total, it) => total + of(it), 0);
  const [requests, errors] = [sum((it) => it.requests), sum((it) => it.errors)];
  const percentiles = windows.flatMap((it) => (it.p95Ms === null ? [] : [it.p95Ms]));
  return {
    requests,
    errors,
    errorRate: requests === 0 ? null : errors / requests,
    p95Ms: percentiles.length === 0 ? null : Math.max(...percentiles),
    complaints: sum((it) => it.complaints),
  };
}
