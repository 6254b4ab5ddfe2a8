import type { Check, VerdictStatus } from '../../lib/results/index.ts';
import { count, dollars, duration, milliseconds, percent, perSecond } from '../format.ts';
import { loadOf } from '../judge/index.ts';
import { alertText, caveatsOf, type Report, type Row } from '../model/index.ts';
import {
  type ChaosRow,
  evidenceLine,
  FAULT_HEADS,
  faultLines,
  INVARIANT_HEADS,
  invariantLines,
} from './chaos-cells.ts';
import { costFacts, factsOf, groupChecks, HARDENING_FIGURES, hardeningCells, headroom, troubles } from './facts.ts';

const SIGN: Readonly<Record<VerdictStatus, string>> = { pass: '✅', fail: '❌', inconclusive: '⚠️' };

/** `summary.md`: for the page of a CI job or a pull request. */
export function renderMarkdown(report: Report): string {
  const { plan, verdict } = report;
  const { shown, summed } = groupChecks(verdict.checks);
  const generator = verdict.checks.filter((check) => check.kind === 'generator');
  const sections = [
    `# ${SIGN[verdict.status]} ${plain(verdict.headline)}`,
    `${plain(plan.workload)} · ${plan.profile} · ${plain(loadOf(plan))} · ${duration(plan.durationMs)} · ${plan.target.kind} target · seed ${plan.seed} · run ${code(plan.runId)}`,
    ...caveatsOf(plan).map((caveat) => `> ⚠️ ${plain(caveat)}`),
    table(
      ['', report.faults.length > 0 ? 'Objective (outside of faults)' : 'Objective', 'Target', 'Measured', 'Headroom'],
      shown.map((check) => [
        SIGN[check.status],
        titleOf(check),
        check.target ?? '',
        check.measured ?? '–',
        headroom(check),
      ]),
      2,
    ),
    ...(summed.length > 0 ? [summed.map((line) => `- ${line}`).join('\n')] : []),
    ...reasons(verdict.checks),
    ...alerts(report),
    [...factsOf(report), ...costFacts(report)].map(({ label, text }) => `- **${label}**: ${plain(text)}`).join('\n'),
    ...driversOf(report),
    ...chaosOf('Faults', FAULT_HEADS, faultLines(report)),
    ...chaosOf(`Invariants, ${evidenceLine(report)}`, INVARIANT_HEADS, invariantLines(report)),
    ...hardeningOf(report),
    details('Journeys', rows('Journey', report.tables.journeys)),
    details('Operations', rows('Operation', report.tables.operations)),
    ...(report.tables.phases.length > 0 ? [details('Phases', rows('Phase', report.tables.phases))] : []),
    details(
      'Generator health',
      table(
        ['', 'Check', 'Target', 'Measured'],
        generator.map((check) => [SIGN[check.status], check.title, check.target ?? '', check.measured ?? '–']),
        2,
      ),
    ),
  ];
  return `${sections.join('\n\n')}\n`;
}

const titleOf = (check: Check): string => (check.phase ? `${check.title} (${check.phase})` : check.title);

function reasons(checks: readonly Check[]): string[] {
  const lines = troubles(checks).map((check) => {
    const advice = check.advice ? ` → ${plain(check.advice)}` : '';
    return `- ${SIGN[check.status]} **${plain(titleOf(check))}**: ${plain(check.reason ?? 'no reason given')}${advice}`;
  });
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function alerts(report: Report): string[] {
  const lines = report.alerts.map((alert) => `- 🔔 ${alert.severity} alert: ${plain(alertText(alert))}`);
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function driversOf({ cost }: Report): string[] {
  if (!cost || cost.projections.length === 0) return [];
  const rows = cost.projections.map((it) => [
    `${count(it.users)} users`,
    dollars(it.total),
    dollars(it.totalWithFreeTier),
    dollars(it.budget.total),
    it.drivers.map((item) => `${item.driver} ${dollars(item.cost)}`).join(', '),
  ]);
  return [table(['A day of', 'Cost', 'With free tier', 'Budget', 'Dearest'], rows, 1)];
}

function chaosOf(title: string, heads: readonly string[], rows: readonly ChaosRow[]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(({ status, cells }) => [status === null ? '' : SIGN[status], ...cells]);
  return [details(title, table(['', ...heads], lines, heads.length + 1))];
}

function hardeningOf({ hardening }: Report): string[] {
  if (hardening.length === 0) return [];
  return [
    table(
      ['System', ...HARDENING_FIGURES],
      hardening.map((row) => [row.system, ...hardeningCells(row)]),
      1,
    ),
  ];
}

function rows(head: string, all: readonly Row[]): string {
  const latency = (ms: number | null) => (ms === null ? '–' : milliseconds(ms));
  return table(
    [head, 'Requests', 'Rate', 'Errors', 'Refused', 'p50', 'p95', 'p99', 'max'],
    all.map((row) => [
      row.name,
      count(row.requests),
      perSecond(row.rate),
      `${count(row.errors)} (${percent(row.errorRate)})`,
      count(row.refused),
      ...[row.p50, row.p95, row.p99, row.max].map(latency),
    ]),
    1,
  );
}

const details = (title: string, body: string): string =>
  `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;

/** A table whose columns from `figures` on hold figures. */
function table(head: readonly string[], body: readonly (readonly string[])[], figures: number): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`;
  const rule = `|${head.map((_, i) => (i >= figures ? ' ---: ' : ' --- ')).join('|')}|`;
  return [line(head), rule, ...body.map(line)].join('\n');
}

/** Text as text: neither Markdown nor HTML, on one line. */
export function plain(text: string): string {
  return text
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|#~!@]/g, (sign) => `\\${sign}`);
}

const code = (text: string): string => `<code>${plain(text)}</code>`;
