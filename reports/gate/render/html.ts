import { readFileSync } from 'node:fs';
import { html, type Markup } from '../../render/html/markup.ts';
import { renderPage } from '../../render/html/shell.ts';
import { moment } from '../checks/types.ts';
import type { GateReport } from '../report.ts';
import {
  LOOK_OF_TRIGGER,
  type Look,
  lookOf,
  phaseTitle,
  sectionsOf,
  stepsOf,
  tallyOf,
  WORDS,
  waiverText,
} from './words.ts';

const STYLE = readFileSync(new URL('./gate.css', import.meta.url), 'utf8');

const SIGNS: Readonly<Record<Look, readonly [sign: string, tone: string]>> = {
  pass: ['✓', 'pass'],
  fail: ['✕', 'fail'],
  'no-evidence': ['?', 'inconclusive'],
  waived: ['~', 'inconclusive'],
  skipped: ['·', ''],
};
const TONE = { GO: 'pass', HOLD: 'inconclusive', ROLLBACK: 'fail' } as const;

/** The gate as a page of its own: the decision and what to do about it, what is open, then every row of the checklist. */
export function renderGateHtml(report: GateReport): string {
  const { decision, release } = report;
  const date = moment(Date.parse(report.decidedAt));
  const body = html`<section class="managers">
<header class="verdict ${TONE[decision]}">
<p class="word">${decision}</p>
<p class="sentence">${report.headline}</p>
<p class="meta">${release.name} · flag ${release.flag} · ${release.commit.slice(0, 10)} · gate of ${phaseTitle(report.phase)} · ${tallyOf(report)}</p>
</header>
<ol class="steps">${stepsOf(report).map((it) => html`<li class="${it.state}">${it.title}</li>`)}</ol>
${toDo(report)}
${open(report)}
</section>
<h2 class="part">Everything that was looked at</h2>
${section(
  'Rollback triggers',
  report.triggers.map((it) => line(LOOK_OF_TRIGGER[it.state], it.title, it.reason)),
)}
${sectionsOf(report).map(({ section: title, items }) => section(title, items.map(itemLine)))}
${section(
  'Approvals',
  report.approvals.map((it) => line(lookOf(it), it.title, it.reason)),
)}`;
  return renderPage({
    title: `${decision} · ${release.name} · ${phaseTitle(report.phase)}`,
    aside: date,
    body,
    style: STYLE,
  });
}

const sign = (look: Look): Markup =>
  html`<span class="sign ${SIGNS[look][1]}" role="img" aria-label="${WORDS[look]}">${SIGNS[look][0]}</span>`;

const line = (look: Look, title: string, reason: string, more: readonly string[] = []): Markup =>
  html`<tr><td>${sign(look)} ${title}</td><td class="why">${reason}${more.map((text) => html`<small>${text}</small>`)}</td></tr>`;

function itemLine(item: GateReport['items'][number]): Markup {
  const more = [
    ...(item.waiver ? [waiverText(item.waiver)] : []),
    ...(item.fix === undefined || item.waiver ? [] : [`→ ${item.fix}`]),
    ...item.evidence.slice(0, 6),
    ...(item.evidence.length > 6 ? [`and ${item.evidence.length - 6} more`] : []),
  ];
  return line(lookOf(item), item.title, item.reason, more);
}

const section = (title: string, lines: readonly Markup[]): Markup | null =>
  lines.length === 0 ? null : html`<h3>${title}</h3><table class="gate"><tbody>${lines}</tbody></table>`;

/** Options stay whole at the end of a line: half of one is no option. */
const commands = (lines: readonly string[]): Markup => {
  const parts = lines.join('\n').split(/(--[a-z][a-z-]*)/);
  return html`<div class="commands">${parts.map((part, i) => (i % 2 === 0 ? html`${part}` : html`<span class="whole">${part}</span>`))}</div>`;
};

function toDo({ matrix, rollback, next }: GateReport): Markup | null {
  const row = matrix
    ? html`<p><b>${matrix.severity}</b> · ${matrix.issue} · ${matrix.method} · ${matrix.time}</p>`
    : null;
  if (rollback) {
    const levels = rollback.levels.map(
      (it) => html`<h3>Level ${it.level}: ${it.title}, within ${it.withinMinutes} min</h3>${commands(it.commands)}`,
    );
    const note = rollback.note === null ? null : html`<p>${rollback.note}</p>`;
    return html`<h2>Do this now</h2>${row}${note}${levels}<ul class="attention">${rollback.communication.map((it) => html`<li>${it}</li>`)}</ul>`;
  }
  if (next) {
    const watch = next.monitoring.map(
      (it) => html`<li><b>${it.when}</b>, every ${it.every}: ${it.watch.join(', ')}</li>`,
    );
    return html`<h2>Next</h2>${row}${commands(next.commands)}<ul class="attention">${next.actions.map((it) => html`<li>${it}</li>`)}${watch}</ul>`;
  }
  return row === null ? null : html`<h2>Open incident</h2>${row}`;
}

/** What stands in the way, failures first. */
function open({ items, approvals, triggers }: GateReport): Markup | null {
  const lines = [
    ...triggers.map((it) => ({ look: LOOK_OF_TRIGGER[it.state], title: it.title, reason: it.reason, fix: '' })),
    ...items.map((it) => ({ look: lookOf(it), title: it.title, reason: it.reason, fix: it.fix ?? '' })),
    ...approvals.map((it) => ({ look: lookOf(it), title: `Approval: ${it.title}`, reason: it.reason, fix: '' })),
  ];
  const ordered = (['fail', 'no-evidence', 'waived'] as const).flatMap((look) =>
    lines.filter((it) => it.look === look),
  );
  if (ordered.length === 0) return null;
  const list = ordered.map(
    ({ look, title, reason, fix }) =>
      html`<li>${sign(look)} <b>${title}</b>: ${reason}${fix === '' ? null : html` <span class="advice">${fix}</span>`}</li>`,
  );
  return html`<h2>What stands in the way</h2><ul class="attention">${list}</ul>`;
}
