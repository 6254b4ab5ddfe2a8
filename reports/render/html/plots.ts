import { compact, count, figure, milliseconds, perSecond, plural } from '../../format.ts';
import {
  latencyBars,
  percentilesOverTime,
  type Report,
  ratesOverTime,
  usersSeries,
  vusSeries,
  windowCount,
} from '../../model/index.ts';
import { histogramPlot } from './charts/histogram.ts';
import { momentsOf, shadesOf } from './charts/shades.ts';
import { type TimePlot, timePlot } from './charts/time-plot.ts';
import type { Markup } from './markup.ts';

const PALETTE = Array.from({ length: 8 }, (_, i) => `var(--s${i + 1})`);
const PERCENTILES = ['var(--p50)', 'var(--p95)', 'var(--p99)'];
/** Above this multiple of the highest value, an objective's line would flatten the plot; it is named in the caption instead. */
const LINE_IN_SIGHT = 3;
/** Percentiles that lie further apart than this factor are drawn on a logarithmic axis, or the lower ones would be a line at 0. */
const LOGARITHMIC_FROM = 25;

/** Everything over time, with phases and faults marked on each plot, and how latencies are distributed. */
export function plotsOf(report: Report): readonly (Markup | null)[] {
  const { plan, windows, tables } = report;
  const n = windowCount(plan, windows);
  const common = {
    windowMs: windows.windowMs,
    durationMs: n * windows.windowMs,
    shades: shadesOf(windows),
    moments: momentsOf(windows),
  };
  const plot = (own: Omit<TimePlot, keyof typeof common>): Markup => timePlot({ ...common, ...own });
  const users = usersSeries(plan, windows, n);
  const lag = percentilesOverTime(windows.lag, [0.5, 0.95, 0.99], n);
  const errors = ratesOverTime(windows.errors, (cell) => cell.kind, windows, n, 5);
  const refused = ratesOverTime(windows.refused, (cell) => cell.kind, windows, n, 3);
  const shown = (all: readonly { name: string }[]) => all.length > 0;
  return [
    plot(latencyPlot(report, n)),
    plot({
      title: 'Throughput',
      note: `requests per second by journey, in windows of ${windows.windowMs / 1000} s`,
      series: ratesOverTime(windows.latency, (cell) => cell.journey, windows, n),
      colours: PALETTE,
      stacked: true,
      format: perSecond,
      axis: (value) => `${compact(value)}/s`,
    }),
    shown(users)
      ? plot({
          title: 'Active users',
          note: 'by journey',
          series: users,
          colours: PALETTE,
          stacked: true,
          format: count,
        })
      : null,
    plot({
      title: 'Errors and refusals',
      note: 'per second; refusals by design (rate limits, disabled features) are no errors',
      series: [
        ...errors.map((it) => ({ ...it, name: `error: ${it.name}` })),
        ...refused.map((it) => ({ ...it, name: `refused: ${it.name}` })),
        ...(errors.length + refused.length === 0 ? [{ name: 'none', values: new Array<number>(n).fill(0) }] : []),
      ],
      colours: [
        ...errors.map((_, i) => `var(--e${i + 1})`),
        ...refused.map((_, i) => `var(--r${i + 1})`),
        'var(--axis)',
      ],
      format: (value) => `${figure(value)}/s`,
      axis: (value) => `${compact(value)}/s`,
    }),
    histogramPlot('Latency distribution', latencyBars(measuredCells(report)), [
      ['p50', tables.total.p50],
      ['p95', tables.total.p95],
      ['p99', tables.total.p99],
    ]),
    plot({
      title: 'Generator: schedule lag',
      note: 'how much later than planned requests were sent; a healthy generator stays under 50 ms',
      series: lag,
      colours: PERCENTILES,
      format: milliseconds,
      height: 150,
    }),
    plot({
      title: 'Generator: virtual users',
      note: `k6 VUs; ${plural(
        plan.groups.reduce((sum, group) => sum + group.vus, 0),
        'VU',
      )} planned, each carries many users`,
      series: [vusSeries(windows, n)],
      colours: ['var(--s1)'],
      format: count,
      height: 120,
    }),
  ];
}

function latencyPlot({ plan, windows }: Report, n: number) {
  const series = percentilesOverTime(windows.latency, [0.5, 0.95, 0.99], n);
  const objective = plan.slos.find((slo) => slo.indicator.kind === 'latency' && !slo.journey && !slo.operation);
  const highest = Math.max(1, ...series.flatMap((it) => it.values.map((value) => value ?? 0)));
  const label = objective ? `objective ${objective.comparison} ${milliseconds(objective.objective)}` : '';
  const lowest = Math.min(highest, ...series.flatMap((it) => it.values.flatMap((value) => value ?? [])));
  const logarithmic = highest / lowest > LOGARITHMIC_FROM;
  const inSight = objective !== undefined && objective.objective <= highest * LINE_IN_SIGHT;
  return {
    title: 'Latency',
    note: [
      `percentiles of each window of ${windows.windowMs / 1000} s`,
      ...(logarithmic ? ['logarithmic scale'] : []),
      ...(label && !inSight ? [`${label} lies above the plot`] : []),
    ].join('; '),
    series,
    logarithmic,
    colours: PERCENTILES,
    format: milliseconds,
    height: 220,
    ...(inSight ? { limit: { value: objective.objective, label } } : {}),
  };
}

const measuredCells = ({ plan, windows }: Report) =>
  windows.latency.filter((cell) => plan.profile === 'smoke' || windows.segments[cell.segment]?.measured);
