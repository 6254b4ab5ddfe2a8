import type { RunPlan } from '../../lib/plan/index.ts';
import type { Slo } from '../../lib/slo/index.ts';
import type { RunWindows, Segment } from '../ingest/index.ts';
import { type Tally, tally, undisturbed } from './scope.ts';
import { meets } from './slo.ts';

/** A figure needs some requests: where one window has fewer, some are taken together. */
const LEAST_REQUESTS = 20;
const MOST_TOGETHER = 10;
/** One good window may be luck: the objectives must hold over so many in a row. */
const IN_A_ROW = 3;

export interface Recovery {
  /** From the start of the stretch until the objectives hold again, ms, to the length of a window; null where they did not within it. */
  readonly ms: number | null;
  /** Titles of the objectives that did not hold in the last part that was looked at. */
  readonly missed: readonly string[];
}

/** Finds when the workload's objectives hold again within a stretch of the run that begins with a segment. Times in ms after the start of the load. */
export function recoveryWithin(plan: RunPlan, windows: RunWindows, fromMs: number, untilMs: number): Recovery {
  const { windowMs } = windows;
  const slos = plan.slos.filter((slo) => slo.journey === undefined && slo.operation === undefined);
  const judged = slos.filter((slo) => slo.indicator.kind !== 'events-exactly-once');
  const inside = (segment: Segment) => segment.fromMs >= fromMs;
  const first = Math.floor(fromMs / windowMs);
  const last = Math.ceil(untilMs / windowMs) - 1;
  const together = windowsTogether(windows);
  const missedAt = (window: number): readonly Slo[] => {
    const span = (it: number) => it >= window && it < window + together;
    return missedIn(judged, tally(windows, { segments: inside, windows: span }));
  };
  let missed: readonly Slo[] = [];
  for (let window = first; window <= last; window++) {
    const row = Array.from({ length: Math.min(IN_A_ROW, last - window + 1) }, (_, i) => missedAt(window + i));
    missed = row.flat();
    if (missed.length === 0) return { ms: Math.max(0, window * windowMs - fromMs), missed: [] };
  }
  return { ms: null, missed: [...new Set(missed.map(({ title }) => title))] };
}

/** No requests prove nothing: the objectives that need them do not hold. */
const missedIn = (slos: readonly Slo[], samples: Tally): readonly Slo[] =>
  slos.filter((slo) => {
    const met = meets(slo, samples);
    return met === null ? samples.requests === 0 : !met;
  });

/** How many windows have enough requests between them, by the rate of the undisturbed part of the run. */
function windowsTogether(windows: RunWindows): number {
  const isCalm = (segment: Segment) => segment.measured && undisturbed(segment);
  const calmMs = windows.segments.filter(isCalm).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const { requests } = tally(windows, { segments: isCalm });
  const perWindow = calmMs === 0 ? 0 : (requests * windows.windowMs) / calmMs;
  return Math.min(MOST_TOGETHER, Math.max(1, Math.ceil(LEAST_REQUESTS / Math.max(perWindow, 1e-9))));
}
