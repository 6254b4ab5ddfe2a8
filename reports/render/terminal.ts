import { stripVTControlCharacters, styleText } from 'node:util';
import type { Check, VerdictStatus } from '../../lib/results/index.ts';
import { alertText, caveatsOf, type Report } from '../model/index.ts';
import { type ChaosRow, FAULT_HEADS, faultLines, INVARIANT_HEADS, invariantLines } from './chaos-cells.ts';
import { costFacts, factsOf, groupChecks, HARDENING_FIGURES, hardeningCells, headroom, troubles } from './facts.ts';
import { oneLine } from './visible.ts';

const SIGN: Readonly<Record<VerdictStatus, string>> = { pass: '✓', fail: '✗', inconclusive: '?' };
/** A cell that is longer is cut: one sentence must not push all figures out of sight. What was cut stands in the lines below the tables, or in the report. */
const WIDEST = 48;
const COLOUR = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const;

export interface TerminalOptions {
  /** Whether to use colours; the caller knows its stream and NO_COLOR. */
  readonly colour: boolean;
}

/** The summary that a person reads when the run is over: the verdict first. Plain lines; ends with a newline. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text;
  const { verdict } = report;
  const sign = (status: VerdictStatus) => paint(COLOUR[status], SIGN[status]);
  const lines: string[] = ['', paint(['bold', COLOUR[verdict.status]], clean(verdict.headline)), ''];
  for (const caveat of caveatsOf(report.plan)) lines.push(`${paint('yellow', '!')} ${clean(caveat)}`, '');
  const { shown, summed } = groupChecks(verdict.checks);
  lines.push(
    ...table(
      ['', report.faults.length > 0 ? 'objective (outside of faults)' : 'objective', 'target', 'measured', 'headroom'],
      shown.map((check) => [
        sign(check.status),
        titleOf(check),
        clean(check.target ?? ''),
        clean(check.measured ?? '–'),
        headroom(check),
      ]),
      [2, 3, 4],
      (text) => paint('dim', text),
    ),
    ...summed.map((line) => `   ${line}`),
    '',
  );
  const facts = [...factsOf(report), ...costFacts(report), generatorFact(report)];
  for (const { label, text } of facts) lines.push(`${paint('dim', label.padEnd(11))}${clean(text)}`);
  const dim = (text: string) => paint('dim', text);
  if (report.faults.length > 0) lines.push('', ...chaos(FAULT_HEADS, faultLines(report), sign, dim));
  const broken = invariantLines(report).filter((line) => line.status !== null && line.status !== 'pass');
  if (broken.length > 0) lines.push('', ...chaos(INVARIANT_HEADS, broken, sign, dim));
  if (report.hardening.length > 0) lines.push('', ...hardening(report, dim));
  for (const check of troubles(verdict.checks)) {
    lines.push('', `${sign(check.status)} ${titleOf(check)}: ${clean(check.reason ?? 'no reason given')}`);
    if (check.measured && widthOf(check.measured) > WIDEST) lines.push(`  measured: ${clean(check.measured)}`);
    if (check.advice) lines.push(`  → ${clean(check.advice)}`);
  }
  if (report.alerts.length > 0) lines.push('');
  for (const alert of report.alerts) {
    lines.push(`${paint('yellow', '!')} ${alert.severity} alert: ${clean(alertText(alert))}`);
  }
  return `${lines.join('\n')}\n`;
}

const titleOf = (check: Check): string => clean(check.phase ? `${check.title} (${check.phase})` : check.title);

function generatorFact({ verdict }: Report) {
  const checks = verdict.checks.filter((check) => check.kind === 'generator');
  const bad = checks.filter((check) => check.status !== 'pass');
  const lag = checks.find((check) => check.id === 'generator.lag')?.measured;
  const healthy = `healthy${lag ? `, schedule lag p95 ${lag}` : ''}`;
  return {
    label: 'Generator',
    text: bad.length === 0 ? healthy : `not healthy: ${bad.map((it) => it.title).join(', ')}`,
  };
}

function hardening(report: Report, dim: (text: string) => string): string[] {
  const rows = report.hardening.map((row) => [clean(row.system), ...hardeningCells(row)]);
  return table(['system', ...HARDENING_FIGURES], rows, [1, 2, 3, 4, 5, 6], dim);
}

/** Tables of faults and invariants, by the same words as elsewhere. */
function chaos(
  heads: readonly string[],
  rows: readonly ChaosRow[],
  sign: (status: VerdictStatus) => string,
  dim: (text: string) => string,
): string[] {
  const lines = rows.map(({ status, cells }) => [status === null ? ' ' : sign(status), ...cells.map(clean)]);
  return table(['', ...heads.map((head) => head.toLowerCase())], lines, [], dim);
}

/** Columns as wide as their widest cell; `right` lists those that hold figures. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
  dim: (text: string) => string,
): string[] {
  const lines = rows.map((row) => row.map(cut));
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((row) => widthOf(row[i] ?? ''))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const fill = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell)));
        return right.includes(i) ? fill + cell : cell + fill;
      })
      .join('  ')
      .trimEnd();
  return [dim(line(head)), ...lines.map(line)];
}

const cut = (cell: string): string => (widthOf(cell) <= WIDEST ? cell : `${cell.slice(0, WIDEST - 1)}…`);

const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Names come from plans and samples: nothing in them may drive the terminal. */
const clean = (text: string): string => oneLine(stripVTControlCharacters(text));
