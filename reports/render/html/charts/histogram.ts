import { compact, count, milliseconds, percent } from '../../../format.ts';
import type { latencyBars } from '../../../model/index.ts';
import { html, type Markup, raw } from '../markup.ts';
import { drawSvg } from './svg.ts';

type Bars = ReturnType<typeof latencyBars>;

const WIDTHS = { wide: 1040, narrow: 400 } as const;
const HEIGHT = 190;

/** How latencies are distributed; each bar covers a quarter more than the one before it. `marks` are named latencies in ms. */
export function histogramPlot(
  title: string,
  bars: Bars,
  marks: readonly (readonly [name: string, ms: number | null])[],
): Markup | null {
  if (bars.length === 0) return null;
  const total = bars.reduce((sum, bar) => sum + bar.count, 0);
  const draw = (size: keyof typeof WIDTHS) =>
    html`<div class="plot ${size}">${raw(drawSvg(optionOf(bars, marks, size), WIDTHS[size], HEIGHT))}</div>`;
  const most = bars.reduce((best, bar) => (bar.count > best.count ? bar : best));
  const note = `${count(total)} requests; most (${percent(most.count / total)}) took ${milliseconds(most.fromMs)} to ${milliseconds(most.toMs)}`;
  return html`<figure class="chart">
<figcaption><h3>${title}</h3><p>${note}</p></figcaption>
${draw('wide')}${draw('narrow')}
</figure>`;
}

function optionOf(bars: Bars, marks: readonly (readonly [string, number | null])[], size: keyof typeof WIDTHS) {
  const first = bars[0]?.fromMs ?? 1;
  const growth = (bars[0]?.toMs ?? 1) / first;
  const place = (ms: number) => Math.log(ms / first) / Math.log(growth) - 0.5;
  const muted = { color: 'var(--muted)' };
  return {
    grid: { left: 58, right: 10, top: 22, bottom: 24, outerBoundsMode: 'none' },
    xAxis: [
      {
        type: 'category',
        data: bars.map((bar) => milliseconds(bar.fromMs)),
        axisLabel: { ...muted, interval: Math.ceil(bars.length / (size === 'wide' ? 12 : 5)) - 1 },
        axisLine: { lineStyle: { color: 'var(--axis)' } },
        axisTick: { show: false },
      },
      { type: 'value', min: -0.5, max: bars.length - 0.5, show: false, axisLine: { onZero: false } },
    ],
    yAxis: {
      type: 'value',
      splitNumber: 3,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...muted, formatter: compact },
      splitLine: { lineStyle: { color: 'var(--grid)' } },
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barCategoryGap: '12%',
        itemStyle: { color: 'var(--s1)', borderRadius: [2, 2, 0, 0] },
        data: bars.map((bar) => bar.count),
      },
      {
        type: 'line',
        xAxisIndex: 1,
        silent: true,
        data: [],
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: 'var(--ink)', type: 'dashed', width: 1 },
          label: { color: 'var(--ink)', fontSize: 10, formatter: '{b}' },
          data: marks.flatMap(([name, ms]) => (ms === null || ms <= 0 ? [] : [{ name, xAxis: place(ms) }])),
        },
      },
    ],
  };
}
