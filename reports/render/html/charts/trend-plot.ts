import type { TrendSeries } from '../../../trend/index.ts';
import { html, jsonData, type Markup, raw } from '../markup.ts';
import { drawSvg } from './svg.ts';

const WIDTHS = { wide: 1040, narrow: 400 } as const;
const PAD = { left: 58, right: 10, top: 22, bottom: 24 };
const HEIGHT = 170;
/** Runs at most that a line is drawn through: more could not be told apart at that width. */
const MOST_POINTS = { wide: 260, narrow: 130 } as const;

/** A figure over the runs of a series: its values, the median of each stretch between changes, and a line at each change. */
export function trendPlot(series: TrendSeries, dates: readonly string[]): Markup {
  const { metric, values, changes } = series;
  const draw = (size: keyof typeof WIDTHS) =>
    html`<div class="plot ${size}">${raw(drawSvg(optionOf(series, dates, size), WIDTHS[size], HEIGHT))}</div>`;
  const data = {
    ...{ pad: PAD, window: 1, span: values.length },
    times: dates,
    series: [
      {
        name: metric.title,
        colour: 'var(--s1)',
        values: values.map((value) => (value === null ? '' : metric.format(value))),
      },
    ],
  };
  const notes = changes.map(({ at, change, before, after, worse, runId }) => {
    const size = change === null ? 'from 0' : `${change < 0 ? '−' : '+'}${Math.round(Math.abs(change) * 100)} %`;
    return html`<li class="${worse ? 'worse' : 'better'}"><b>${size}</b> ${metric.format(before)} → ${metric.format(after)} <small>${dates[at] ?? ''} · ${runId}</small></li>`;
  });
  return html`<figure class="chart" tabindex="0">
<figcaption><h3>${metric.title}</h3>${changes.length === 0 ? html`<p>no change point</p>` : null}</figcaption>
${draw('wide')}${draw('narrow')}${jsonData(data)}
${notes.length > 0 ? html`<ul class="changes">${notes}</ul>` : null}
</figure>`;
}

function optionOf({ metric, values, changes }: TrendSeries, dates: readonly string[], size: keyof typeof WIDTHS) {
  const muted = { color: 'var(--muted)' };
  const edges = [0, ...changes.map((change) => change.at), values.length];
  const levels = edges.slice(0, -1).map((from, i) => {
    const level = changes[i - 1]?.after ?? changes[i]?.before;
    return [from, edges[i + 1] ?? values.length, level] as const;
  });
  const step = Math.max(1, Math.ceil(values.length / MOST_POINTS[size]));
  const points = values.map((value, i) => [i + 0.5, value]).filter((_, i) => i % step === 0 || i === values.length - 1);
  return {
    grid: { ...PAD, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value',
      min: 0,
      max: values.length,
      interval: Math.max(1, Math.ceil(values.length / (size === 'wide' ? 8 : 3))),
      axisLabel: {
        ...muted,
        formatter: (at: number) => dates[Math.floor(at)]?.slice(0, 10) ?? '',
        showMaxLabel: false,
        align: 'left',
      },
      axisLine: { lineStyle: { color: 'var(--axis)' } },
      axisTick: { lineStyle: { color: 'var(--axis)' } },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      // Of nothing but zeros the axis would reach to 100 %.
      ...(values.every((value) => !value) && { max: metric.leastAbsolute * 4 || 1 }),
      splitNumber: 3,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...muted, formatter: metric.format },
      splitLine: { lineStyle: { color: 'var(--grid)' } },
    },
    series: [
      {
        ...{
          type: 'line',
          silent: true,
          showSymbol: values.length < 60,
          symbol: 'circle',
          symbolSize: 4,
          data: points,
        },
        lineStyle: { width: 1, color: 'var(--p50)' },
        itemStyle: { color: 'var(--s1)' },
        markLine: {
          ...{ silent: true, symbol: 'none', label: { show: false } },
          data: changes.map(({ at, worse }) => ({
            xAxis: at,
            lineStyle: { color: worse ? 'var(--fail)' : 'var(--pass)', type: 'solid', width: 1.5 },
          })),
        },
      },
      {
        ...{ type: 'line', silent: true, showSymbol: false },
        lineStyle: { width: 2, color: 'var(--s1)' },
        // A gap between the levels, so that no line joins them.
        data: levels.flatMap(([from, to, level]) =>
          level === undefined
            ? []
            : [
                [from, level],
                [to, level],
                [to, null],
              ],
        ),
      },
    ],
  };
}
