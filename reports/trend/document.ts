import type { VerdictStatus } from '../../lib/results/index.ts';
import type { Likeness } from '../history/index.ts';
import type { Metric } from './metrics.ts';
import type { Trend, TrendChange } from './trend.ts';

/** What `loadgate trend --json` prints. */
export interface TrendDocument {
  readonly schemaVersion: 1;
  /** The series with the newest run first. */
  readonly trends: readonly ToldTrend[];
}

export interface ToldTrend {
  readonly like: Likeness;
  /** Oldest first. */
  readonly runs: readonly ToldRun[];
  readonly series: readonly ToldSeries[];
}

export interface ToldRun {
  readonly runId: string;
  /** Unix ms. */
  readonly startedAt: number;
  readonly commit: string | null;
  readonly status: VerdictStatus;
}

export interface ToldSeries extends Pick<Metric, 'id' | 'title' | 'worse'> {
  /** One for each run; null where a run does not know the figure. */
  readonly values: readonly (number | null)[];
  readonly changes: readonly TrendChange[];
}

/** For scripts. */
export const trendDocument = (trends: readonly Trend[]): TrendDocument => ({
  schemaVersion: 1,
  trends: trends.map(({ like, runs, series }) => ({
    like,
    runs: runs.map(({ runId, startedAt, commit, status }) => ({ runId, startedAt, commit, status })),
    series: series.map(({ metric: { id, title, worse }, values, changes }) => ({ id, title, worse, values, changes })),
  })),
});
