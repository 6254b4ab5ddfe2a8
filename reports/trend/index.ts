/** What became of the figures of like runs over time: change points, which outliers and noise alone do not make. */
export { checkTrend } from './check.ts';
export { type TrendDocument, trendDocument } from './document.ts';
export type { Metric } from './metrics.ts';
export { changesBroughtToLight, type TrendNews } from './news.ts';
export { changeText } from './text.ts';
export { LEAST_RUNS, seriesOf, type Trend, type TrendChange, type TrendSeries, trendOf } from './trend.ts';
