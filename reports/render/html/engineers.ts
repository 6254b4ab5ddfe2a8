import type { Check } from '../../../lib/results/index.ts';
import { bytes, count, duration, milliseconds, percent, perSecond } from '../../format.ts';
import {
  ALL_REQUESTS,
  percentilesOverTime,
  phaseTitle,
  type Report,
  type Row,
  windowCount,
} from '../../model/index.ts';
import { HARDENING_FIGURES, hardeningCells } from '../facts.ts';
import { chaosTables } from './chaos.ts';
import { faultsOf, shadesOf } from './charts/shades.ts';
import { sparkline } from './charts/sparkline.ts';
import { clock } from './charts/time-axis.ts';
import { sign } from './managers.ts';
import { html, type Markup } from './markup.ts';
import { plotsOf } from './plots.ts';

/** Everything that an engineer asks next. */
export function engineersPage(report: Report): Markup {
  const own = report.verdict.checks;
  return html`<section class="engineers">
<h2 class="part">For engineers</h2>
${faultKey(report)}
${chaosTables(report)}
${plotsOf(report)}
${tables(report)}
${checks(
  'Steady state, promises and invariants',
  own.filter((check) => check.kind !== 'slo' && check.kind !== 'generator'),
)}
${checks(
  'Generator health',
  own.filter((check) => check.kind === 'generator'),
)}
${timeline(report)}
${facts(report)}
</section>`;
}

/** What the numbers on the plots stand for. */
function faultKey({ windows }: Report): Markup | null {
  const faults = faultsOf(shadesOf(windows));
  if (faults.length === 0) return null;
  const items = faults.map(
    ({ label, fromMs, toMs }, i) =>
      html`<li><b>${i + 1}</b> ${label} <small>${clock(fromMs)} to ${clock(toMs)}</small></li>`,
  );
  return html`<ol class="faults" aria-label="Faults, as numbered on the plots">${items}</ol>`;
}

function tables(report: Report): Markup {
  const { plan, windows } = report;
  const n = windowCount(plan, windows);
  const trend = (key: 'journey' | 'operation') => (name: string) => {
    const cells = windows.latency.filter((cell) => cell[key] === name);
    return sparkline(percentilesOverTime(cells, [0.95], n)[0]?.values ?? []);
  };
  const { journeys, operations, phases, total } = report.tables;
  const titled = phases.map((row) => ({ ...row, name: phaseTitle(row.name) }));
  return html`${table('Journeys', 'p95 over time', [...journeys, total], trend('journey'))}
${table('Operations', 'p95 over time', operations, trend('operation'))}
${phases.length > 0 ? table('Phases', null, titled, () => null) : null}
${hardening(report)}`;
}

function table(
  title: string,
  trendTitle: string | null,
  rows: readonly Row[],
  trend: (name: string) => Markup | null,
): Markup {
  const latency = (ms: number | null) => html`<td>${ms === null ? '–' : milliseconds(ms)}</td>`;
  const heads = ['Requests', 'Rate', 'Errors', 'Refused', 'p50', 'p95', 'p99', 'max'];
  const body = rows.map(
    (row) =>
      html`<tr${row.name === ALL_REQUESTS ? html` class="total"` : null}><th scope="row">${row.name}</th><td>${count(row.requests)}</td><td>${perSecond(row.rate)}</td><td${row.errors > 0 ? html` class="some"` : null}>${row.errors === 0 ? '0' : `${count(row.errors)} (${percent(row.errorRate)})`}</td><td>${count(row.refused)}</td>${[row.p50, row.p95, row.p99, row.max].map(latency)}${trendTitle ? html`<td class="trend">${trend(row.name)}</td>` : null}</tr>`,
  );
  return html`<h3>${title}</h3><div class="scroll"><table class="rows"><thead><tr><th></th>${heads.map((head) => html`<th scope="col">${head}</th>`)}${trendTitle ? html`<th scope="col">${trendTitle}</th>` : null}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function hardening({ hardening: rows }: Report): Markup | null {
  if (rows.length === 0) return null;
  const heads = HARDENING_FIGURES.map(
    (head) => html`<th scope="col">${head === 'refused' ? 'refused by design' : head}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr><th scope="row">${row.system}</th>${hardeningCells(row).map((cell) => html`<td>${cell || '–'}</td>`)}</tr>`,
  );
  return html`<h3>Hardening systems</h3><div class="scroll"><table class="rows"><thead><tr><th></th>${heads}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Checks in full: what was measured, against what, and why it failed. */
function checks(title: string, own: readonly Check[]): Markup | null {
  if (own.length === 0) return null;
  const rows = own.map(
    (check) =>
      html`<tr><td>${sign(check.status)}</td><th scope="row">${check.title}</th><td>${check.measured ?? '–'}</td><td>${check.target ?? ''}</td><td>${check.reason ?? ''}</td></tr>`,
  );
  return html`<h3>${title}</h3><div class="scroll"><table class="rows text"><thead><tr><th></th><th></th><th scope="col">Measured</th><th scope="col">Target</th><th></th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** What happened when; and what of the samples could not be read. */
function timeline({ windows }: Report): Markup | null {
  const words = { fault: 'fault begins', heal: 'fault ends', flag: 'flag', note: '' } as const;
  const marks = windows.marks.map(
    ({ atMs, label, kind }) => html`<li><time>${clock(atMs)}</time> ${words[kind]} ${label}</li>`,
  );
  const damage = windows.damage.listed.map((it) => html`<li>${it.file}, ${it.place}: ${it.problem}. ${it.fix}</li>`);
  return html`${marks.length > 0 ? html`<h3>Timeline</h3><ol class="timeline">${marks}</ol>` : null}
${damage.length > 0 ? html`<h3>What could not be read (${count(windows.damage.count)})</h3><ul class="timeline">${damage}</ul>` : null}`;
}

function facts({ plan, versions, windows, cost, regression }: Report): Markup {
  const machine = versions?.machine;
  const pairs: (readonly [string, string])[] = [
    ['Run', plan.runId],
    ['Started', new Date(windows.startedAt).toISOString()],
    ['Workload', `${plan.workload}, profile ${plan.profile}, scale ${plan.scale}, seed ${plan.seed}`],
    ['Target', [plan.target.kind, plan.target.host, plan.target.project].filter((it) => it !== undefined).join(', ')],
    ['Experiment', plan.experiment ?? 'none'],
    ...(regression === undefined ? [] : [['Regression', regression] as const]),
    ['Load', `${duration(plan.durationMs)}, measured ${clock(plan.measured.fromMs)} to ${clock(plan.measured.toMs)}`],
    ['Accounts', count(plan.accounts)],
    ['Samples', `${count(windows.rows)} rows`],
    ['Versions', versions ? `loadgate ${versions.loadgate}, k6 ${versions.k6}, Node ${versions.node}` : 'unknown'],
    ['Commit', versions?.commit ?? 'unknown'],
    [
      'Machine',
      machine
        ? `${machine.cpuModel}, ${machine.cpus} CPUs, ${bytes(machine.memoryBytes)}, ${machine.platform} ${machine.arch}`
        : 'unknown',
    ],
  ];
  const groups = plan.groups.map(
    (group) =>
      html`<tr><th scope="row">${group.journey}</th><td>${group.model}</td><td>${group.model === 'closed' ? count(group.peak) : perSecond(group.peak)}</td><td>${count(group.vus)}</td><td>${count(group.usersPerVu)}</td></tr>`,
  );
  return html`<h3>Plan and versions</h3>
<dl class="facts">${pairs.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
${cost ? html`<p class="fine">Prices: ${cost.sources.map(({ what, url, checked }) => html`${what} (${url}, ${checked}). `)}</p>` : null}
<div class="scroll"><table class="rows"><thead><tr><th scope="col">Journey</th><th scope="col">Model</th><th scope="col">Peak</th><th scope="col">VUs</th><th scope="col">Users on a VU</th></tr></thead><tbody>${groups}</tbody></table></div>`;
}
