import type { CountCell, LatencyCell, RunWindows } from '../ingest/index.ts';

/** Length of the windows that history keeps, ms. */
export const HISTORY_WINDOW_MS = 10_000;

/** What one journey's requests of one operation did within ten seconds of one phase. */
export interface HistoryWindow {
  readonly journey: string;
  readonly operation: string;
  readonly phase: string;
  /** Start, ms after the start of the load. */
  readonly atMs: number;
  /** Inside the part of the run that objectives are judged on. */
  readonly measured: boolean;
  readonly count: number;
  readonly errors: number;
  readonly refused: number;
  readonly sumMs: number;
  readonly maxMs: number;
  /** Histogram as pairs (lowest µs of the bin, count), ascending; the bins are those of all runs, so that they can be merged. */
  readonly bins: readonly number[];
}

interface Open extends Omit<HistoryWindow, 'bins'> {
  count: number;
  errors: number;
  refused: number;
  sumMs: number;
  maxMs: number;
  readonly bins: Map<number, number>;
}

/** Merges a run's windows into those of ten seconds, phase by phase: histograms and counts are added, nothing is averaged. */
export function historyWindows(windows: RunWindows): HistoryWindow[] {
  const open = new Map<string, Open>();
  const of = (cell: LatencyCell | CountCell): Open => {
    const segment = windows.segments[cell.segment];
    const atMs = Math.floor((cell.window * windows.windowMs) / HISTORY_WINDOW_MS) * HISTORY_WINDOW_MS;
    const { phase = '', measured = false } = segment ?? {};
    const key = JSON.stringify([cell.journey, cell.operation, phase, atMs, measured]);
    let found = open.get(key);
    if (!found) {
      const { journey, operation } = cell;
      found = {
        ...{ journey, operation, phase, atMs, measured, count: 0, errors: 0, refused: 0, sumMs: 0, maxMs: 0 },
        bins: new Map(),
      };
      open.set(key, found);
    }
    return found;
  };
  for (const cell of windows.latency) {
    const window = of(cell);
    window.count += cell.count;
    window.sumMs += cell.sumMs;
    window.maxMs = Math.max(window.maxMs, cell.maxMs);
    for (let i = 0; i + 1 < cell.bins.length; i += 2) {
      const bin = cell.bins[i] ?? 0;
      window.bins.set(bin, (window.bins.get(bin) ?? 0) + (cell.bins[i + 1] ?? 0));
    }
  }
  for (const cell of windows.errors) of(cell).errors += cell.count;
  for (const cell of windows.refused) of(cell).refused += cell.count;
  return [...open.values()].map(({ bins, ...window }) => ({
    ...window,
    bins: [...bins].sort(([a], [b]) => a - b).flat(),
  }));
}
