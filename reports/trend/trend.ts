import { LIKENESS, type Likeness, type RunRecord, seriesKey } from '../history/index.ts';
import { changePoints } from '../stats/index.ts';
import { type Metric, metricsOf } from './metrics.ts';

/** A run after which a figure was not what it had been. */
export interface TrendChange {
  /** Place in {@link Trend.runs} of the first run after the change. */
  readonly at: number;
  readonly runId: string;
  readonly commit: string | null;
  /** Medians of the runs on both sides, up to the next change. */
  readonly before: number;
  readonly after: number;
  /** (after − before) ÷ before; null where it was nothing before. */
  readonly change: number | null;
  readonly worse: boolean;
}

export interface TrendSeries {
  readonly metric: Metric;
  /** One value for each run, oldest first. */
  readonly values: readonly (number | null)[];
  readonly changes: readonly TrendChange[];
}

/** Runs that are alike, oldest first, and what became of their figures. */
export interface Trend {
  readonly like: Likeness;
  readonly runs: readonly RunRecord[];
  readonly series: readonly TrendSeries[];
}

/** Fewest runs in which a change can be told from chance. */
export const LEAST_RUNS = 8;

/** Splits records into series of like runs, the series with the newest run first. Runs whose generator was not healthy are left out. */
export function seriesOf(records: readonly RunRecord[]): RunRecord[][] {
  const groups = Map.groupBy(
    records.filter((record) => record.measured && record.machine !== null),
    seriesKey,
  );
  const newest = (group: readonly RunRecord[]) => group.at(-1)?.startedAt ?? 0;
  return [...groups.values()]
    .map((group) => group.toSorted((a, b) => a.startedAt - b.startedAt))
    .sort((a, b) => newest(b) - newest(a));
}

/** The trend of like runs: E-Divisive change points of every figure. Pure, and the same for the same runs. `records` must be alike and oldest first. */
export function trendOf(records: readonly RunRecord[]): Trend {
  const [first] = records;
  if (!first) throw new RangeError('a trend needs a run');
  const like = Object.fromEntries(LIKENESS.map((name) => [name, first[name]])) as unknown as Likeness;
  const series = metricsOf(records).map((metric) => ({ metric, ...changesOf(metric, records) }));
  return { like, runs: records, series: series.filter((it) => it.values.some((value) => value !== null)) };
}

/** One figure of like runs, oldest first. */
export function changesOf(metric: Metric, records: readonly RunRecord[]): Omit<TrendSeries, 'metric'> {
  const values = records.map(metric.of);
  const known = values.flatMap((value, at) => (value === null ? [] : [{ value, at }]));
  if (known.length < LEAST_RUNS) return { values, changes: [] };
  const points = changePoints(
    known.map((it) => it.value),
    { minMagnitude: metric.least },
  );
  const changes = points.flatMap(({ index, before, after, change }): TrendChange[] => {
    const at = known[index]?.at;
    const run = at === undefined ? undefined : records[at];
    if (at === undefined || !run || Math.abs(after - before) < metric.leastAbsolute) return [];
    const worse = metric.worse === 'higher' ? after > before : after < before;
    return [
      {
        at,
        runId: run.runId,
        commit: run.commit,
        before,
        after,
        change: Number.isFinite(change) ? change : null,
        worse,
      },
    ];
  });
  return { values, changes };
}
