import type { Check, VerdictStatus } from '../../../lib/results/index.ts';
import { count, dollars, duration, milliseconds, percent, perSecond, plural } from '../../format.ts';
import { loadOf, WORD } from '../../judge/index.ts';
import { alertText, caveatsOf, type ObjectiveRow, objectiveTable, type Report } from '../../model/index.ts';
import { headroom, troubles } from '../facts.ts';
import { costCard } from './cost-card.ts';
import { html, type Markup } from './markup.ts';

/** Checks that are listed on the first page; the rest is in verdict.json. */
const MOST_TROUBLES = 8;

export const SIGNS: Readonly<Record<VerdictStatus, string>> = { pass: '✓', fail: '✕', inconclusive: '?' };

export const sign = (status: VerdictStatus): Markup =>
  html`<span class="sign ${status}" role="img" aria-label="${WORD_OF[status]}">${SIGNS[status]}</span>`;

const WORD_OF: Readonly<Record<VerdictStatus, string>> = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'inconclusive',
};

/** The first page: may we launch, on what evidence, at what cost. */
export function managersPage(report: Report): Markup {
  const { verdict, plan } = report;
  const sentence = verdict.headline.replace(/^[^:]*: /, '');
  return html`<section class="managers">
<header class="verdict ${verdict.status}">
<p class="word">${WORD[verdict.status]}</p>
<p class="sentence">${/^\S*\d/.test(sentence) ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1)}</p>
<p class="meta">${plan.workload} · ${plan.profile} · ${loadOf(plan)} · ${duration(plan.durationMs)} · ${plan.target.kind} target${plan.experiment ? html` · ${plan.experiment}` : null}</p>
</header>
${caveatsOf(plan).map((caveat) => html`<p class="caveat" role="note">${caveat}</p>`)}
${keyFigures(report)}
${attention(report)}
<div class="columns">
<div>${objectives(report)}${otherChecks(verdict.checks)}</div>
<div>${costCard(report.cost)}</div>
</div>
</section>`;
}

function keyFigures({ tables, peakUsers, cost, errors, refused }: Report): Markup {
  const { total } = tables;
  const sum = (kinds: Report['errors']) => kinds.reduce((all, [, n]) => all + n, 0);
  const figures: (readonly [label: string, value: string, note: string])[] = [
    ['Active users', peakUsers > 0 ? count(peakUsers) : '–', 'at once'],
    ['Throughput', perSecond(total.rate), plural(total.requests, 'request')],
    [
      'Latency p95',
      total.p95 === null ? '–' : milliseconds(total.p95),
      total.p50 === null ? '' : `p50 ${milliseconds(total.p50)}`,
    ],
    ['Errors', percent(total.errorRate), sum(errors) === 0 ? 'none' : `${count(sum(errors))} in all`],
    [
      'Refused by design',
      count(sum(refused)),
      refused[0]
        ? refused
            .slice(0, 2)
            .map(([kind]) => kind)
            .join(', ')
        : 'none',
    ],
    ['Cost a day', cost ? dollars(cost.day.total) : '–', 'at this load'],
  ];
  const tiles = figures.map(
    ([label, value, note]) => html`<div><dt>${label}</dt><dd>${value}<small>${note}</small></dd></div>`,
  );
  return html`<dl class="figures">${tiles}</dl>`;
}

function objectives({ plan, verdict }: Report): Markup {
  const { columns, rows } = objectiveTable(
    plan.slos,
    verdict.checks.filter((check) => check.phase === undefined || check.status !== 'pass'),
  );
  const targets = columns.map((_, i) => {
    const all = new Set(rows.flatMap(({ cells }) => cells[i]?.target ?? []));
    return all.size === 1 ? [...all][0] : null;
  });
  const heads = columns.map(
    (column, i) =>
      html`<th scope="col"><div class="judged"><span>${column} ${targets[i] ?? ''}</span><small>headroom</small></div></th>`,
  );
  const line = ({ scope, cells }: ObjectiveRow) =>
    html`<tr><th scope="row">${scope}</th>${cells.map((check, i) => cell(check, !targets[i]))}</tr>`;
  return html`<h2>Objectives${plan.faults.length > 0 ? ' outside of faults' : ''}</h2>
<div class="scroll"><table class="objectives"><thead><tr><th></th>${heads}</tr></thead><tbody>${rows.map(line)}</tbody></table></div>`;
}

/** A measured figure, how it was judged, and a bar for how much of the objective it takes up. */
function cell(check: Check | null, withTarget: boolean): Markup {
  if (!check) return html`<td></td>`;
  const used = check.headroom === undefined ? null : Math.min(1, Math.max(0, 1 - check.headroom));
  const title = check.headroom === undefined ? (check.reason ?? '') : `headroom ${headroom(check)}`;
  const bar =
    used === null
      ? null
      : html`<span class="bar ${check.status}"><i style="width:${(used * 100).toFixed(1)}%"></i></span>`;
  const target = withTarget && check.target ? html` <small>${check.target}</small>` : null;
  const left = check.headroom === undefined ? null : html`<small>${headroom(check)}</small>`;
  return html`<td title="${title}"><div class="judged"><span>${sign(check.status)} <b>${check.measured ?? 'not judged'}</b>${target}</span>${left}</div>${bar}</td>`;
}

const ofKind = (kind: Check['kind']) => (check: Check) => check.kind === kind;
const GROUPS: readonly (readonly [title: string, belongs: (check: Check) => boolean])[] = [
  ['Objectives of baseline, faults and recoveries', (check) => check.kind === 'slo' && check.phase !== undefined],
  ['Invariants', ofKind('invariant')],
  ['Promises about faults', ofKind('recovery')],
  ['Steady state', ofKind('steady-state')],
  ['Budgets', ofKind('budget')],
  ['Regressions', ofKind('regression')],
  ['Load generator', ofKind('generator')],
];

function otherChecks(checks: readonly Check[]): Markup {
  const lines = GROUPS.flatMap(([title, belongs]) => {
    const own = checks.filter(belongs);
    if (own.length === 0) return [];
    const passed = own.filter((check) => check.status === 'pass').length;
    const status: VerdictStatus = own.some((check) => check.status === 'fail')
      ? 'fail'
      : passed === own.length
        ? 'pass'
        : 'inconclusive';
    return [html`<li>${sign(status)} ${title}: ${count(passed)} of ${count(own.length)} hold</li>`];
  });
  return html`<ul class="others">${lines}</ul>`;
}

function attention({ verdict, alerts }: Report): Markup | null {
  const lines = [
    ...troubles(verdict.checks).map((check) => {
      const title = check.phase ? `${check.title} (${check.phase})` : check.title;
      const advice = check.advice ? html` <span class="advice">${check.advice}</span>` : null;
      return html`<li>${sign(check.status)} <b>${title}</b>: ${check.reason ?? 'no reason given'}${advice}</li>`;
    }),
    ...alerts.map(
      (alert) =>
        html`<li><span class="sign inconclusive">!</span> A ${alert.severity} alert would have been raised. <b>${alertText(alert)}</b></li>`,
    ),
  ];
  if (lines.length === 0) return null;
  const rest = lines.length - MOST_TROUBLES;
  return html`<h2>What needs attention</h2><ul class="attention">${lines.slice(0, MOST_TROUBLES)}${rest > 0 ? html`<li>and ${plural(rest, 'more', 'more')}: see verdict.json and summary.md</li>` : null}</ul>`;
}
