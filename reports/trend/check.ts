import type { Check } from '../../lib/results/index.ts';
import { plural } from '../format.ts';
import type { RunRecord } from '../history/index.ts';
import { changeText, sizeOf } from './text.ts';
import { LEAST_RUNS, trendOf } from './trend.ts';

/** A change for the worse counts against the runs after it until it has become old, or was accepted with a newer baseline. */
const RECENT_RUNS = 14;

/**
 * Whether the figures of like runs, this one the last, have moved for the worse of late: null where there are too few runs to tell. `acceptedAt`: when the baseline's
 * run began, Unix ms; what moved before it was accepted.
 */
export function checkTrend(runs: readonly RunRecord[], acceptedAt: number): Check | null {
  if (runs.length < LEAST_RUNS) return null;
  const trend = trendOf(runs);
  const recent = runs.length - RECENT_RUNS;
  const found = trend.series.flatMap((series) =>
    series.changes
      .filter((change) => change.worse && change.at >= recent && (runs[change.at]?.startedAt ?? 0) > acceptedAt)
      // Where a later change brought the figure back, it is over.
      .filter((change) => series.changes.at(-1) === change)
      .map((change) => ({ series, change })),
  );
  const common = {
    id: 'regression.trend',
    kind: 'regression' as const,
    title: 'Change points of the series',
    target: 'none for the worse',
  };
  const [worst] = found.sort((a, b) => sizeOf(b.change) - sizeOf(a.change));
  if (!worst)
    return {
      ...common,
      status: 'pass',
      measured: `none in the last ${Math.min(RECENT_RUNS, runs.length)} of ${plural(runs.length, 'run')}`,
    };
  const text = changeText(worst.series.metric, worst.change);
  const more = found.length > 1 ? `; ${plural(found.length - 1, 'more figure')}` : '';
  const advice = 'loadgate trend shows when; if it is meant, loadgate baseline accept ends it';
  return { ...common, status: 'fail', measured: text, reason: `${text}${more}`, advice };
}
