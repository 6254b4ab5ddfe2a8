import { percent } from '../format.ts';
import type { Metric } from './metrics.ts';
import type { TrendChange } from './trend.ts';

/** `p95 of journey swipe +24 % since 20260901-… (7.9 ms → 9.8 ms)`. */
export function changeText(metric: Metric, { change, before, after, runId }: TrendChange): string {
  const size = change === null ? 'from nothing' : `${change < 0 ? '−' : '+'}${percent(Math.abs(change))}`;
  return `${metric.title} ${size} since ${runId} (${metric.format(before)} → ${metric.format(after)})`;
}

/** How large a change is, to sort by: what was nothing before changed without bounds. */
export const sizeOf = ({ change }: TrendChange): number => Math.abs(change ?? Number.POSITIVE_INFINITY);
