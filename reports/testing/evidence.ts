import { buildPlan, type PlannedFault, type RunPlan } from '../../lib/plan/index.ts';
import type { TimelineRecord } from '../../lib/results/index.ts';
import type { CountCell, LatencyCell, RunWindows } from '../ingest/index.ts';
import { segmentsOf } from '../ingest/segments.ts';
import type { Evidence } from '../judge/index.ts';

export function planOf(
  options: { workload?: string; profile?: RunPlan['profile']; scale?: number; faults?: readonly PlannedFault[] } = {},
): RunPlan {
  return buildPlan({
    workload: options.workload ?? 'mixed-10k',
    profile: options.profile ?? 'quick',
    scale: options.scale ?? 0.1,
    seed: 1,
    target: { kind: 'embedded' },
    runId: 'run-1',
    createdAt: '2026-09-01T12:00:00.000Z',
    experiment: options.faults ? { name: 'launch-day', faults: options.faults } : null,
  });
}

/** A histogram cell of equal latencies. */
export const latency = (journey: string, segment: number, count: number, ms = 5, operation = journey): LatencyCell => ({
  ...{ journey, operation, segment, window: 30, count },
  sumMs: count * ms,
  maxMs: ms,
  bins: [Math.round(ms * 1000), count],
});

export const counted = (
  journey: string,
  segment: number,
  count: number,
  kind = '',
  operation = journey,
): CountCell => ({
  ...{ journey, operation, segment, window: 30, kind, count },
});

/** Evidence of a healthy run: every journey has 1,000 fast requests in each segment. */
export function healthy(plan: RunPlan = planOf()): Evidence {
  const startedAt = Date.parse(plan.createdAt);
  const timeline: TimelineRecord[] = [
    { at: startedAt, kind: 'run', name: 'load-started' },
    { at: startedAt + plan.durationMs, kind: 'run', name: 'load-ended' },
    { at: startedAt + plan.durationMs, kind: 'run', name: 'generator-exited', detail: { code: 0 } },
    ...plan.faults.flatMap(({ name, applyMs, revertMs }): TimelineRecord[] => [
      { at: startedAt + applyMs, kind: 'fault', name, detail: { action: 'apply' } },
      { at: startedAt + revertMs, kind: 'fault', name, detail: { action: 'revert' } },
    ]),
  ];
  const segments = segmentsOf(plan, timeline, startedAt);
  const everywhere = <T>(make: (journey: string, segment: number) => T): T[] =>
    segments.flatMap((_, segment) => plan.groups.map((group) => make(group.journey, segment)));
  const vus = plan.groups.reduce((sum, group) => sum + group.vus, 0);
  const gauge = (journey: string, value: number) => ({
    journey,
    segment: 1,
    window: 30,
    samples: 1,
    mean: value,
    max: value,
  });
  const windows: RunWindows = {
    schemaVersion: 1,
    runId: plan.runId,
    startedAt,
    windowMs: 1000,
    segments,
    marks: [],
    endedMs: plan.durationMs,
    lastRequestMs: plan.durationMs,
    rows: 100_000,
    damage: { count: 0, listed: [] },
    latency: everywhere((journey, segment) => latency(journey, segment, 1000)),
    lag: everywhere((journey, segment) => latency(journey, segment, 1000, 3, '')),
    errors: [],
    refused: [],
    cacheHits: everywhere((journey, segment) => counted(journey, segment, 800)),
    cacheMisses: everywhere((journey, segment) => counted(journey, segment, 200)),
    eventsAcked: everywhere((journey, segment) => counted(journey, segment, 1000)),
    dropped: [],
    received: [],
    users: plan.groups.map((group) => gauge(group.journey, group.peak / group.vus)),
    vus: [gauge('', vus)],
    vusMax: [gauge('', vus)],
  };
  return { plan, windows, timeline, finalState: null, others: [] };
}

/** What one second of a journey brought; ms: what each request took. */
export interface Second {
  readonly ms: number;
  readonly requests: number;
  readonly errors: number;
  /** How late the generator sent them, ms. */
  readonly lagMs: number;
}

/** Evidence of a run whose every second is told: 40 fast requests for each journey, unless `tell` says otherwise. */
export function secondBySecond(
  plan: RunPlan,
  timeline: readonly TimelineRecord[],
  tell: (atMs: number, journey: string) => Partial<Second> = () => ({}),
): Evidence {
  const base = healthy(plan);
  const { startedAt } = base.windows;
  const records = [...base.timeline.filter(({ kind }) => kind === 'run'), ...timeline];
  const segments = segmentsOf(plan, records, startedAt);
  const cells: LatencyCell[] = [];
  const errors: CountCell[] = [];
  const lag: LatencyCell[] = [];
  for (const [segment, { fromMs, toMs }] of segments.entries()) {
    for (let window = Math.floor(fromMs / 1000); window * 1000 < toMs; window++) {
      for (const { journey } of plan.groups) {
        const second = { ms: 5, requests: 40, errors: 0, lagMs: 3, ...tell(Math.max(fromMs, window * 1000), journey) };
        cells.push({ ...latency(journey, segment, second.requests, second.ms), window });
        lag.push({ ...latency(journey, segment, second.requests, second.lagMs, ''), window });
        if (second.errors > 0) errors.push({ ...counted(journey, segment, second.errors, 'no-connection'), window });
      }
    }
  }
  return { ...withWindows(base, { segments, latency: cells, errors, lag }), timeline: records };
}

/** The evidence with some of its windows replaced. */
export const withWindows = (evidence: Evidence, windows: Partial<RunWindows>): Evidence => ({
  ...evidence,
  windows: { ...evidence.windows, ...windows },
});
