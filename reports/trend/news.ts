import type { Likeness, RunRecord } from '../history/index.ts';
import type { Metric } from './metrics.ts';
import { changesOf, LEAST_RUNS, type Trend, type TrendChange } from './trend.ts';

/** A change for the worse that no earlier run had shown. */
export interface TrendNews {
  readonly like: Likeness;
  readonly metric: Metric;
  readonly change: TrendChange;
  /** The first run after the change. */
  readonly run: RunRecord;
}

/** How many runs back a change is looked for before it is called new: a month of nights. One that comes and goes at the edge of significance is told once. */
const LOOK_BACK = 30;
/** The shortest stretch between two change points: closer together they are one, whose place more runs have moved. */
const NEAR = 4;

/**
 * What the runs since a moment (Unix ms) brought to light: the last change of a figure, where it is for the worse and was neither told by the series as it stood at an
 * earlier run nor accepted with a baseline whose run began after it (`acceptedAt`, Unix ms). Told means: at about the same place, or as the same slide, unless the figure
 * has become worse again by its smallest change since. It takes at least four runs to tell a change, so it is mostly older than the run that shows it. Pure: the history
 * itself is the memory, so that the same night gives the same answer.
 */
export function changesBroughtToLight(trend: Trend, since: number, acceptedAt = Number.NEGATIVE_INFINITY): TrendNews[] {
  const { like, runs, series } = trend;
  const before = runs.findIndex((run) => run.startedAt >= since);
  if (before < 0) return [];
  return series.flatMap(({ metric, changes }): TrendNews[] => {
    const change = changes.at(-1);
    const run = change && runs[change.at];
    if (!change?.worse || !run || run.startedAt <= acceptedAt) return [];
    // Where the figure began to slide: the first change after which none was for the better.
    const slide = changes[changes.findLastIndex((it) => !it.worse) + 1] ?? change;
    for (let n = before; n > Math.max(before - LOOK_BACK, LEAST_RUNS - 1); n--) {
      const earlier = changesOf(metric, runs.slice(0, n)).changes.at(-1);
      if (earlier?.worse && earlier.at > slide.at - NEAR && tells(earlier, change, metric)) return [];
    }
    return [{ like, metric, change, run }];
  });
}

/** Whether one change, as it was seen earlier, already says what the other does. */
function tells(earlier: TrendChange, change: TrendChange, { least, worse }: Metric): boolean {
  if (Math.abs(earlier.at - change.at) < NEAR) return true;
  const further = (change.after - earlier.after) * (worse === 'higher' ? 1 : -1);
  return further < least * Math.abs(earlier.after);
}
