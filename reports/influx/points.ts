import { Point } from '@influxdata/influxdb-client';
import type { HistoryWindow, KnownRun, RunRecord, Summary } from '../history/index.ts';
import { LatencyHistogram } from '../ingest/index.ts';
import { MEASUREMENTS } from './names.ts';

/**
 * A run as InfluxDB's line protocol, times in ms: the run, its summaries, and its windows of ten seconds. The same run gives the same measurement, tags and time for
 * each point, so that InfluxDB keeps it once however often it is delivered. `bins` is the mergeable histogram: `µs:count` pairs.
 */
export function linesOf({ record, windows }: KnownRun): string[] {
  const points = [
    runPoint(record),
    ...record.summaries.map((summary) => summaryPoint(record, summary)),
    ...windows.map((window) => windowPoint(record, window)),
  ];
  return points.map((point) => {
    const line = point.toLineProtocol();
    if (line === undefined) throw new Error(`a point of ${record.runId} has no field`);
    return line;
  });
}

function pointOf(measurement: string, record: RunRecord, atMs: number): Point {
  return new Point(measurement)
    .timestamp(String(Math.round(record.startedAt + atMs)))
    .tag('run', tag(record.runId))
    .tag('workload', tag(record.workload))
    .tag('profile', tag(record.profile))
    .tag('scale', String(record.scale))
    .tag('target', tag(record.target))
    .tag('machine', tag(record.machine ?? 'unknown'))
    .tag('experiment', tag(record.experiment ?? 'none'))
    .tag('commit', tag(record.commit ?? 'none'));
}

function scoped(point: Point, { journey, operation, phase }: Pick<Summary, 'journey' | 'operation' | 'phase'>): Point {
  const all = (name: string) => tag(name === '' ? 'all' : name);
  return point
    .tag('scenario', all(journey))
    .tag('journey', all(journey))
    .tag('operation', all(operation))
    .tag('phase', all(phase));
}

/** Line protocol has no way to write a line break or a trailing backslash in a tag. */
const tag = (value: string): string =>
  value
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/\\+$/, '')
    .trim() || 'none';

function runPoint(record: RunRecord): Point {
  const point = pointOf(MEASUREMENTS.run, record, 0)
    .stringField('status', record.status)
    .booleanField('passed', record.status === 'pass')
    .booleanField('measured', record.measured)
    .floatField('duration_ms', record.durationMs);
  return record.costPerUserDay === null ? point : point.floatField('cost_per_user_day', record.costPerUserDay);
}

function summaryPoint(record: RunRecord, summary: Summary): Point {
  const { requests, rate, errors, errorRate, refused, p50, p95, p99, max } = summary;
  const point = scoped(pointOf(MEASUREMENTS.summary, record, 0), summary)
    .intField('requests', requests)
    .floatField('rate', rate)
    .intField('errors', errors)
    .floatField('error_rate', errorRate)
    .intField('refused', refused);
  return latencies(point, { p50, p95, p99, max });
}

function windowPoint(record: RunRecord, window: HistoryWindow): Point {
  const histogram = LatencyHistogram.of([{ ...window, segment: 0, window: 0 }]);
  const [p50 = null, p95 = null, p99 = null] = [0.5, 0.95, 0.99].map((quantile) => histogram.quantileMs(quantile));
  const pairs = window.bins.flatMap((bin, i) => (i % 2 === 0 ? [`${bin}:${window.bins[i + 1] ?? 0}`] : []));
  const point = scoped(pointOf(MEASUREMENTS.window, record, window.atMs), window)
    .intField('requests', window.count)
    .intField('errors', window.errors)
    .intField('refused', window.refused)
    .floatField('sum_ms', window.sumMs)
    .booleanField('measured', window.measured)
    .stringField('bins', pairs.join(' '));
  return latencies(point, { p50, p95, p99, max: histogram.count === 0 ? null : window.maxMs });
}

function latencies(point: Point, figures: Readonly<Record<'p50' | 'p95' | 'p99' | 'max', number | null>>): Point {
  for (const [name, value] of Object.entries(figures)) if (value !== null) point.floatField(`${name}_ms`, value);
  return point;
}
