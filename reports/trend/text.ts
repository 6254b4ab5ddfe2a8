import { percent } from '../format.ts';
import type { Metric } from './metrics.ts';
import type { TrendChange } from './trend.ts';

/** `p95 of journey swipe +24 % since 20260901-… (7.9 ms → 9.8 ms)`. */
export function changeText(metric: Metric, { change, before, after, runId }: TrendChange): string {
  const size = Number.isFinite(change) ? `${change < 0 ? '−' : '+'}${percent(Math.abs(change))}` : 'from nothing';
  return `${metric.title} ${size} since ${runId} (${metric.format(before)} → ${metric.format(after)})`;
}
