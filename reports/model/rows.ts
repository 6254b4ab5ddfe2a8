import type { RunPlan } from '../../lib/plan/index.ts';
import { type LatencyCell, LatencyHistogram, type RunWindows, type Segment } from '../ingest/index.ts';
import { EVERYWHERE, MEASURED, type Scope, tally } from '../judge/index.ts';

/** What a table says of some requests. Latencies in ms; null where there were none. */
export interface Row {
  readonly name: string;
  readonly requests: number;
  /** Requests per second. */
  readonly rate: number;
  readonly errors: number;
  readonly errorRate: number;
  readonly refused: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** Name of the row that holds everything. */
export const ALL_REQUESTS = 'All requests';

/** The row of a scope, over its own length of time. */
export function rowOf(name: string, windows: RunWindows, scope: Scope): Row {
  const { cells, requests, errors, refused } = tally(windows, scope);
  const seconds = lengthOf(windows, scope.segments) / 1000;
  return {
    name,
    requests,
    rate: seconds > 0 ? requests / seconds : 0,
    errors,
    errorRate: requests === 0 ? 0 : errors / requests,
    refused,
    ...latencies(cells),
  };
}

function latencies(cells: readonly LatencyCell[]): Pick<Row, 'p50' | 'p95' | 'p99' | 'max'> {
  const histogram = LatencyHistogram.of(cells);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((quantile) => histogram.quantileMs(quantile)) as [
    number,
    number,
    number,
  ];
  return { p50, p95, p99, max: histogram.count === 0 ? null : histogram.maxMs };
}

const lengthOf = (windows: RunWindows, inside: (segment: Segment) => boolean): number =>
  windows.segments.filter(inside).reduce((sum, segment) => sum + segment.toMs - segment.fromMs, 0);

export interface Tables {
  readonly total: Row;
  /** In the plan's order, then what the plan does not know. */
  readonly journeys: readonly Row[];
  readonly operations: readonly Row[];
  /** In the order in which they began; empty where the run had one phase only. */
  readonly phases: readonly Row[];
}

/** The part of a run that figures are taken from: its measured window, and of a smoke run all of it. */
export const figuresFrom = (plan: RunPlan): ((segment: Segment) => boolean) =>
  plan.profile === 'smoke' ? EVERYWHERE : MEASURED;

export function tablesOf(plan: RunPlan, windows: RunWindows): Tables {
  const segments = figuresFrom(plan);
  const distinct = (key: 'journey' | 'operation') => [...new Set(windows.latency.map((cell) => cell[key]))].sort();
  const planned = plan.groups.map((group) => group.journey);
  const journeys = [...new Set([...planned, ...distinct('journey')])];
  const phases = [...new Set(windows.segments.map((segment) => segment.phase))];
  return {
    total: rowOf(ALL_REQUESTS, windows, { segments }),
    journeys: journeys.map((journey) => rowOf(journey, windows, { journey, segments })),
    operations: distinct('operation').map((operation) => rowOf(operation, windows, { operation, segments })),
    phases:
      phases.length < 2
        ? []
        : phases.map((phase) => rowOf(phase, windows, { segments: (it) => segments(it) && it.phase === phase })),
  };
}
