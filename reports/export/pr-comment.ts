import { dollars } from '../format.ts';
import type { Report } from '../model/index.ts';
import { plain, renderMarkdown } from '../render/markdown.ts';

/** What a comment of this workload begins with: whoever posts it looks for this line, and replaces the comment that has it. */
export const commentMarker = (workload: string): string => `<!-- loadgate:${workload.replace(/[^\w.-]/g, '_')} -->`;

/** The summary for a pull request: the verdict and what it costs open, all else folded. */
export function renderPrComment(report: Report): string {
  const [title = '', facts = '', ...rest] = renderMarkdown(report).trimEnd().split('\n\n');
  const { plan, cost } = report;
  const day = cost?.projections.find((it) => it.users === 100_000);
  const price = day ? [`A day of 100,000 users would cost ${plain(dollars(day.total))}.`] : [];
  const folded = ['<details><summary>Figures</summary>', ...rest, '</details>'];
  return `${[commentMarker(plan.workload), title.replace(/^# /, '### '), facts, ...price, ...folded].join('\n\n')}\n`;
}
