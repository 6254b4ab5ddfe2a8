import { styleText } from 'node:util';
import {
  type ComparedScope,
  type Comparison,
  findingsOf,
  type LatencyEffect,
  scopeTitle,
  signed,
} from '../compare/index.ts';
import { count, dollars, milliseconds, percent } from '../format.ts';
import { oneLine } from './visible.ts';

const COLOUR = { 'no-regression': 'green', regression: 'red', incomparable: 'yellow' } as const;
const SIGN = { regression: '✗', improvement: '↓', none: ' ', 'too-few': '·' } as const;

/** What a person reads of a comparison: the conclusion first. Ends with a newline. */
export function renderComparison(comparison: Comparison, { colour }: { readonly colour: boolean }): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const { headline, conclusion, base, new: fresh, incomparable, drift, costPerUserDay, notes } = comparison;
  const lines = ['', paint(['bold', COLOUR[conclusion]], oneLine(headline)), ''];
  lines.push(
    `base ${base.map((id) => oneLine(id)).join(', ')}`,
    `new  ${fresh.map((id) => oneLine(id)).join(', ')}`,
    '',
  );
  for (const reason of incomparable) lines.push(`${paint('yellow', '?')} ${oneLine(reason)}`);
  for (const { text } of findingsOf(comparison.scopes, 'regression'))
    lines.push(`${paint('red', '✗')} ${oneLine(text)}`);
  for (const { text } of findingsOf(comparison.scopes, 'improvement'))
    lines.push(`${paint('green', '↓')} ${oneLine(text)}`);
  if (comparison.scopes.length > 0) lines.push('', ...table(comparison.scopes, (text) => paint('dim', text)), '');
  if (drift) lines.push(`${paint('dim', 'Together')}  ${driftText(comparison)}`);
  if (costPerUserDay)
    lines.push(
      `${paint('dim', 'Cost')}      a user’s day ${dollars(costPerUserDay.base)} → ${dollars(costPerUserDay.new)} (${interval(costPerUserDay.ratio)})`,
    );
  for (const note of notes) lines.push(`${paint('dim', 'Note')}      ${note}`);
  return `${lines.join('\n')}\n`;
}

/** What everything did together, in words. */
export const driftText = ({ drift }: Comparison): string =>
  drift
    ? `all operations ${interval(drift.ratio)} at their fastest tenth${drift.change === 'too-few' ? ': the machine or the whole build; three runs a side can tell which' : ''}`
    : 'too few operations tell what the machine did';

/** `+31 % (+22 % to +41 %)`. */
export const interval = ({ value, low, high }: { value: number; low: number; high: number }): string =>
  `${signed(value)} (${signed(low)} to ${signed(high)})`;

/** The ratio that is judged: beside the other operations where they can tell, else as measured. */
export const judged = (effect: LatencyEffect) => effect.adjusted ?? effect.raw;

const HEADS = [
  '',
  'scope',
  'requests',
  'p50',
  'measured',
  'p10 beside others',
  'p50 beside others',
  'p95 beside others',
  'errors',
];

function table(scopes: readonly ComparedScope[], dim: (text: string) => string): string[] {
  const body = scopes.map((scope) => {
    const at = (quantile: number) => scope.latency.find((it) => it.quantile === quantile);
    const p50 = at(0.5);
    const worst =
      scope.latency.find((it) => it.change === 'regression') ?? scope.latency.find((it) => it.change === 'improvement');
    const change =
      scope.errors.change === 'regression' || scope.throughput.change === 'regression'
        ? 'regression'
        : (worst?.change ?? 'none');
    const beside = (effect: LatencyEffect | undefined) => (effect?.adjusted ? interval(effect.adjusted) : '–');
    return [
      scope.latency.length === 0 ? SIGN['too-few'] : SIGN[change],
      oneLine(scopeTitle(scope), 48),
      `${count(scope.requests.base)} → ${count(scope.requests.new)}`,
      p50 ? `${milliseconds(p50.baseMs)} → ${milliseconds(p50.newMs)}` : 'too few',
      p50 ? signed(p50.raw.value) : '',
      ...[0.1, 0.5, 0.95].map((quantile) => beside(at(quantile))),
      `${percent(scope.errors.base)} → ${percent(scope.errors.new)}`,
    ];
  });
  const widths = HEADS.map((head, i) => Math.max(head.length, ...body.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [dim(line(HEADS)), ...body.map(line)];
}
