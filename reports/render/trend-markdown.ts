import { plural } from '../format.ts';
import { changeText, type TrendNews } from '../trend/index.ts';
import { plain } from './markdown.ts';
import { likeText } from './trend.ts';

/** For the page of a CI job and for an issue: what the night brought to light, each change with its figure, its size, the run that it begins with, and when that was. */
export function renderTrendMarkdown(news: readonly TrendNews[]): string {
  if (news.length === 0) return '# ✅ Trend: no new change for the worse\n';
  const lines = news.map(({ like, metric, change, run }) => {
    const commit = run.commit === null ? '' : `, commit ${run.commit}`;
    const when = `${new Date(run.startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    return `- ❌ **${plain(changeText(metric, change))}**, ${when}${plain(commit)}; ${plain(`${likeText(like)}, ${like.machine ?? ''}`)}`;
  });
  const advice =
    'The series shows it, not this night alone: `loadgate trend` tells since when. If it is meant, `loadgate baseline accept` with a run after it ends it.';
  return [`# ❌ Trend: ${plural(news.length, 'figure')} moved for the worse`, lines.join('\n'), advice, ''].join(
    '\n\n',
  );
}
