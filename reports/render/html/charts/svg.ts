import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { hash32 } from '../../../../lib/random/index.ts';

use([LineChart, BarChart, GridComponent, MarkAreaComponent, MarkLineComponent, SVGRenderer]);

/** Draws a chart to SVG text. Colours are CSS variables, so that one drawing serves light and dark. */
export function drawSvg(option: EChartsCoreOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit', fontSize: 11 }, ...option });
    return tidy(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/**
 * Many drawings share one page: their ids get a prefix made of what they show (the same drawing is the same text), and the hover styles that come with each (and would leak into the others) go.
 */
function tidy(svg: string): string {
  const plain = svg
    .replace(/<style\b[\s\S]*?<\/style>/g, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/ pointer-events="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, 'zr-')
    .replace(/(?<=[\s"ML,]\d+\.\d)\d+/g, '')
    .replace(/^<svg width="[^"]*" height="[^"]*"/, '<svg role="img" focusable="false"');
  return plain.replaceAll('zr-', `${hash32(plain).toString(36)}-`);
}
