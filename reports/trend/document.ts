import type { VerdictStatus } from '../../lib/results/index.ts';
import type { Likeness } from '../history/index.ts';
import type { Metric } from './metrics.ts';
import type { TrendNews } from './news.ts';
import { changeText } from './text.ts';
import type { Trend, TrendChange } from './trend.ts';

/** What `loadgate trend --json` prints. */
export interface TrendDocument {
  readonly schemaVersion: 1;
  /** What runs from then on brought to light is in `news`; ISO date and time. Null: nobody asked. */
  readonly since: string | null;
  readonly news: readonly ToldNews[];
  /** The series with the newest run first. */
  readonly trends: readonly ToldTrend[];
}

/** A change for the worse that no earlier run had shown. */
export interface ToldNews extends Pick<Metric, 'id' | 'title'>, Omit<TrendChange, 'at' | 'worse'> {
  readonly like: Likeness;
  /** Unix ms of the first run after the change. */
  readonly startedAt: number;
  /** One sentence for a person. */
  readonly text: string;
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

/** For scripts. `since`: Unix ms from which on `news` was looked for; null: it was not. */
export const trendDocument = (
  trends: readonly Trend[],
  news: readonly TrendNews[] = [],
  since: number | null = null,
): TrendDocument => ({
  schemaVersion: 1,
  since: since === null ? null : new Date(since).toISOString(),
  news: news.map(({ like, metric, run, change: { before, after, change, ...at } }) => ({
    ...{ like, id: metric.id, title: metric.title, runId: run.runId, startedAt: run.startedAt, commit: at.commit },
    ...{ before, after, change, text: changeText(metric, { before, after, change, ...at }) },
  })),
  trends: trends.map(({ like, runs, series }) => ({
    like,
    runs: runs.map(({ runId, startedAt, commit, status }) => ({ runId, startedAt, commit, status })),
    series: series.map(({ metric: { id, title, worse }, values, changes }) => ({ id, title, worse, values, changes })),
  })),
});
