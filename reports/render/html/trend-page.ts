import { readFileSync } from 'node:fs';
import { plural } from '../../format.ts';
import { changeText, LEAST_RUNS, type Trend, type TrendNews } from '../../trend/index.ts';
import { likeText } from '../trend.ts';
import { trendPlot } from './charts/trend-plot.ts';
import { html, type Markup } from './markup.ts';
import { renderPage } from './shell.ts';

const SCRIPT = readFileSync(new URL('./interact.js', import.meta.url), 'utf8');

/** Series that get plots of their own; older ones are listed. */
const MOST_SERIES = 4;

/** `trend.html`: what moved, and what of it is new, for managers; then every figure of every series, with its change points marked. */
export function renderTrendPage(trends: readonly Trend[], news: readonly TrendNews[] = []): string {
  const [newest] = trends;
  const worse = trends.slice(0, 1).flatMap(latestForTheWorse);
  const isNew = (text: string) => news.some(({ metric, change }) => changeText(metric, change) === text);
  const known = worse.filter((text) => !isNew(text));
  const word =
    news.length + worse.length > 0 ? 'Slipping' : newest && newest.runs.length < LEAST_RUNS ? 'Too few runs' : 'Steady';
  const tone = word === 'Steady' ? 'pass' : word === 'Slipping' ? 'fail' : 'inconclusive';
  const sentence =
    word === 'Too few runs'
      ? `Change points need at least ${LEAST_RUNS} like runs.`
      : news.length > 0
        ? `${plural(news.length, 'figure')} moved for the worse: the newest runs brought it to light.`
        : worse.length > 0
          ? `${plural(worse.length, 'figure')} moved for the worse and did not come back.`
          : 'No figure stands worse than before its last change point.';
  const older = trends.slice(MOST_SERIES);
  const body = html`<section class="managers trends">
<header class="verdict ${tone}"><p class="word">${word}</p><p class="sentence">${sentence}</p>
<p class="meta">${newest ? html`${likeText(newest.like)} · ${plural(newest.runs.length, 'run')} · ${newest.like.machine}` : null}</p></header>
${news.length > 0 ? html`<h2>New</h2><ul class="attention">${news.map(newLine)}</ul>` : null}
${known.length > 0 ? html`<h2>${news.length > 0 ? 'What moved before' : 'What moved'}</h2><ul class="attention">${known.map((text) => html`<li><span class="sign fail">✕</span> ${text}</li>`)}</ul>` : null}
</section>
<section class="engineers">${trends.slice(0, MOST_SERIES).map(seriesSection)}
${older.length > 0 ? html`<h3>Older series</h3><ul class="timeline">${older.map((trend) => html`<li>${likeText(trend.like)}, ${plural(trend.runs.length, 'run')}</li>`)}</ul>` : null}
</section>`;
  const last = newest?.runs.at(-1)?.startedAt;
  const aside = last === undefined ? '' : `until ${dateOf(last)} UTC`;
  return renderPage({ title: `${word} · ${newest ? likeText(newest.like) : 'trend'}`, aside, body, script: SCRIPT });
}

const newLine = ({ like, metric, change, run }: TrendNews): Markup =>
  html`<li><span class="sign fail">✕</span> ${changeText(metric, change)} <small>${dateOf(run.startedAt)} UTC · ${likeText(like)}</small></li>`;

/** Figures whose last change was for the worse. */
const latestForTheWorse = (trend: Trend): string[] =>
  trend.series.flatMap(({ metric, changes }) => {
    const last = changes.at(-1);
    return last?.worse ? [changeText(metric, last)] : [];
  });

function seriesSection(trend: Trend): Markup {
  const dates = trend.runs.map((run) => dateOf(run.startedAt));
  return html`<h2 class="part">${likeText(trend.like)}</h2>
<p class="fine">${plural(trend.runs.length, 'run')} · ${trend.like.machine}</p>
${trend.series.map((series) => trendPlot(series, dates))}`;
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
