import type { Series } from '../../../model/index.ts';
import { html, jsonData, type Markup, raw } from '../markup.ts';
import { faultsOf, type Shade } from './shades.ts';
import { drawSvg } from './svg.ts';
import { clock, timeStep } from './time-axis.ts';

export interface TimePlot {
  readonly title: string;
  /** What the reader is to see, in a few words. */
  readonly note?: string;
  readonly series: readonly Series[];
  /** CSS colour of each series. */
  readonly colours: readonly string[];
  readonly stacked?: boolean;
  readonly logarithmic?: boolean;
  readonly format: (value: number) => string;
  /** For the axis, where there is little room; default: `format`. */
  readonly axis?: (value: number) => string;
  readonly windowMs: number;
  readonly durationMs: number;
  readonly shades: readonly Shade[];
  /** Flag changes and notes, ms after the start. */
  readonly moments: readonly number[];
  /** A horizontal line, such as an objective. */
  readonly limit?: { readonly value: number; readonly label: string };
  readonly height?: number;
}

/** The two widths that a page carries; its style shows the one that fits. */
const WIDTHS = { wide: 1040, narrow: 400 } as const;
const PAD = { left: 58, right: 10, top: 22, bottom: 24 };
const SHADE_FILL = { ramp: 'var(--ramp)', fault: 'var(--fault)', recovery: 'var(--recovery)' } as const;

/** A figure with a legend, the plot in two widths, and its data for the page's script (which shows values under the pointer). */
export function timePlot(plot: TimePlot): Markup {
  const { title, note, series, colours, height = 190 } = plot;
  const draw = (size: keyof typeof WIDTHS) => {
    const svg = drawSvg(optionOf(plot, size), WIDTHS[size], height);
    return html`<div class="plot ${size}">${raw(svg)}</div>`;
  };
  const data = {
    ...{ pad: PAD, window: plot.windowMs, span: plot.durationMs },
    times: series[0]?.values.map((_, i) => clock(i * plot.windowMs)) ?? [],
    series: series.map((it, i) => ({
      name: it.name,
      colour: colours[i] ?? '',
      values: it.values.map((value) => (value === null ? '' : plot.format(value))),
    })),
  };
  const legend = series.map(
    (it, i) => html`<li><i style="background:${colours[i] ?? 'var(--muted)'}"></i>${it.name}</li>`,
  );
  return html`<figure class="chart" tabindex="0">
<figcaption><h3>${title}</h3>${note ? html`<p>${note}</p>` : null}<ul class="legend">${legend}</ul></figcaption>
${draw('wide')}${draw('narrow')}${jsonData(data)}
</figure>`;
}

function optionOf(plot: TimePlot, size: keyof typeof WIDTHS) {
  const { durationMs, windowMs, series, colours, stacked = false, logarithmic = false } = plot;
  const muted = { color: 'var(--muted)' };
  return {
    grid: { ...PAD, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value',
      min: 0,
      max: durationMs,
      interval: timeStep(durationMs, size === 'wide' ? 12 : 5),
      axisLabel: { ...muted, formatter: clock, showMaxLabel: false },
      axisLine: { lineStyle: { color: 'var(--axis)' } },
      axisTick: { lineStyle: { color: 'var(--axis)' } },
      splitLine: { show: false },
    },
    yAxis: {
      ...(logarithmic ? { type: 'log', logBase: 10 } : { type: 'value', min: 0, splitNumber: 4 }),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...muted, formatter: plot.axis ?? plot.format },
      splitLine: { lineStyle: { color: 'var(--grid)' } },
    },
    series: series.map((it, i) => ({
      type: 'line',
      name: it.name,
      silent: true,
      showSymbol: false,
      lineStyle: { width: stacked ? 0 : 1.6, color: colours[i] },
      data: it.values.map((value, window) => [(window + 0.5) * windowMs, value]),
      ...(stacked ? { stack: 'all', areaStyle: { color: colours[i], opacity: 1 } } : {}),
      ...(i === 0 ? decorations(plot) : {}),
    })),
  };
}

function decorations({ shades, moments, limit }: TimePlot) {
  const faults = faultsOf(shades);
  return {
    markArea: {
      silent: true,
      label: { show: true, position: 'top', color: 'var(--muted)', fontSize: 10, distance: 3 },
      data: shades.map((shade) => [
        {
          name: shade.kind === 'fault' ? String(faults.indexOf(shade) + 1) : '',
          xAxis: shade.fromMs,
          itemStyle: { color: SHADE_FILL[shade.kind] },
        },
        { xAxis: shade.toMs },
      ]),
    },
    markLine: {
      silent: true,
      symbol: 'none',
      data: [
        ...moments.map((atMs) => ({
          xAxis: atMs,
          lineStyle: { color: 'var(--muted)', type: 'dashed', width: 1 },
          label: { show: false },
        })),
        ...(limit
          ? [
              {
                yAxis: limit.value,
                lineStyle: { color: 'var(--fail)', type: 'dashed', width: 1 },
                label: { formatter: () => limit.label, position: 'insideEndTop', color: 'var(--fail)', fontSize: 10 },
              },
            ]
          : []),
      ],
    },
  };
}
