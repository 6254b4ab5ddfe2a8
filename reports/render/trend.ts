import { styleText } from 'node:util';
import { plural } from '../format.ts';
import type { Likeness } from '../history/index.ts';
import { changeText, LEAST_RUNS, type Trend, type TrendNews } from '../trend/index.ts';
import { oneLine } from './visible.ts';

/** `mixed-10k quick × 0.1 on embedded`. */
export const likeText = (like: Likeness): string =>
  `${like.workload} ${like.profile} × ${like.scale} on ${like.target}${like.experiment ? `, ${like.experiment}` : ''}`;

/** A figure's values in one line of eighths. */
function spark(values: readonly (number | null)[], most = 40): string {
  const shown = values.slice(-most);
  const known = shown.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const step = (value: number) => (high === low ? 3 : Math.round(((value - low) / (high - low)) * 7));
  return shown.map((value) => (value === null ? ' ' : ('▁▂▃▄▅▆▇█'[step(value)] ?? ' '))).join('');
}

export interface TrendTextOptions {
  readonly colour: boolean;
  /** What was brought to light; null: nobody asked. */
  readonly news?: readonly TrendNews[] | null;
}

/** Every series, and under each figure that moved since when; then what is new. Ends with a newline. */
export function renderTrends(trends: readonly Trend[], { colour, news = null }: TrendTextOptions): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const lines: string[] = [];
  for (const trend of trends) {
    lines.push(
      '',
      `${paint('bold', oneLine(likeText(trend.like)))}  ${plural(trend.runs.length, 'run')}, ${oneLine(trend.like.machine ?? '')}`,
    );
    if (trend.runs.length < LEAST_RUNS) lines.push(`  change points need at least ${LEAST_RUNS} runs`);
    for (const { metric, values, changes } of trend.series) {
      const last = values.findLast((value) => value !== null);
      const now = last === undefined || last === null ? '–' : metric.format(last);
      lines.push(`  ${oneLine(metric.title, 34).padEnd(34)} ${now.padStart(9)}  ${spark(values)}`);
      for (const change of changes)
        lines.push(
          `    ${change.worse ? paint('red', '✗') : paint('green', '✓')} ${oneLine(changeText(metric, change))}`,
        );
    }
  }
  if (news) {
    lines.push('', paint('bold', news.length === 0 ? 'No new change for the worse.' : 'New:'));
    for (const { like, metric, change } of news)
      lines.push(`  ${paint('red', '✗')} ${oneLine(`${changeText(metric, change)}, ${likeText(like)}`)}`);
  }
  return `${lines.join('\n')}\n`;
}
