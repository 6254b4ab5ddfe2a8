import { milliseconds, percent, plural } from '../format.ts';
import { COMPARE } from './thresholds.ts';
import {
  type ComparedScope,
  type Comparison,
  type Conclusion,
  type LatencyEffect,
  type Scope,
  SIDES,
  type Sides,
} from './types.ts';

/** `swipe`, `journey paid-chat in recovery:outage`, `all requests`. */
export function scopeTitle({ journey, operation, phase }: Scope): string {
  const what = operation || (journey === '' ? 'all requests' : `journey ${journey}`);
  return phase === '' || phase === 'baseline' ? what : `${what} in ${phase}`;
}

/** `+31 %`, `−4 %`. */
export const signed = (ratio: number): string =>
  `${ratio >= 1 ? '+' : '−'}${percent(Math.round(Math.abs(ratio - 1) * 1000) / 1000)}`;

/** One-sided chance below which a slowdown is worth a word. */
const SUSPECT = 0.01;

/** One regression or improvement in words, worst first where there are several. */
export interface Finding {
  readonly scope: ComparedScope;
  readonly text: string;
  readonly size: number;
}

/** What changed for the worse, or for the better. */
export function findingsOf(scopes: readonly ComparedScope[], change: 'regression' | 'improvement'): Finding[] {
  const found: Finding[] = [];
  for (const scope of scopes) {
    const title = scopeTitle(scope);
    const slowest = scope.latency.filter((it) => it.change === change).sort((a, b) => certainty(b) - certainty(a))[0];
    if (slowest) {
      const { value, low, high } = slowest.adjusted ?? slowest.raw;
      const text = `p${slowest.quantile * 100} of ${title} ${signed(value)} (${signed(low)} to ${signed(high)}; measured ${milliseconds(slowest.baseMs)} → ${milliseconds(slowest.newMs)})`;
      found.push({ scope, text, size: Math.abs(Math.log(value)) });
    }
    if (scope.errors.change === change) {
      const text = `errors of ${title} ${percent(scope.errors.base)} → ${percent(scope.errors.new)}`;
      found.push({ scope, text, size: 10 * Math.abs(scope.errors.new - scope.errors.base) });
    }
    const { value } = scope.throughput.ratio;
    if (scope.throughput.change === change && value !== null)
      found.push({ scope, text: `throughput of ${title} ${signed(value)}`, size: Math.abs(Math.log(value)) });
  }
  // An operation says more than the journey that it slows down.
  return found.sort((a, b) => Number(b.scope.operation !== '') - Number(a.scope.operation !== '') || b.size - a.size);
}

const certainty = (effect: LatencyEffect): number => -(effect.p ?? 1);

/** The largest slowdown whose own interval leaves no room for none, though among so many figures one may look so by chance; null where there is none. */
function suspectOf(scopes: readonly ComparedScope[]): string | null {
  const suspects = scopes
    .filter((scope) => scope.operation !== '')
    .flatMap((scope) =>
      scope.latency.flatMap(({ quantile, adjusted, p }) =>
        adjusted && p !== null && adjusted.value >= COMPARE.slower && p < SUSPECT
          ? [{ size: adjusted.value, text: `p${quantile * 100} of ${scopeTitle(scope)} ${signed(adjusted.value)}` }]
          : [],
      ),
    );
  return suspects.sort((a, b) => b.size - a.size)[0]?.text ?? null;
}

export function headlineOf(comparison: Omit<Comparison, 'conclusion' | 'headline'>): {
  readonly conclusion: Conclusion;
  readonly headline: string;
} {
  const { incomparable, scopes, costPerUserDay, drift } = comparison;
  const [obstacle] = incomparable;
  if (obstacle !== undefined) {
    const more = incomparable.length > 1 ? `; ${plural(incomparable.length - 1, 'more reason')}` : '';
    return { conclusion: 'incomparable', headline: `INCOMPARABLE: ${obstacle}${more}.` };
  }
  const texts = findingsOf(scopes, 'regression').map((it) => it.text);
  if (costPerUserDay?.change === 'regression') texts.push(`cost of a user's day ${signed(costPerUserDay.ratio.value)}`);
  if (drift?.change === 'regression') texts.unshift(`everything together ${signed(drift.ratio.value)}`);
  if (texts.length === 0) {
    const suspect = suspectOf(scopes);
    const doubt = suspect === null ? '' : ` But ${suspect} is suspect: more runs can tell.`;
    return { conclusion: 'no-regression', headline: `No regression was found.${doubt}` };
  }
  const more = texts.length > 1 ? `; ${texts.length - 1} more` : '';
  return { conclusion: 'regression', headline: `Regression: ${texts[0]}${more}.` };
}

/** What a reader has to know before believing any of it. */
export function notesOf(sides: Sides): string[] {
  const records = SIDES.flatMap((side) => sides[side].map((run) => run.record));
  const several = (values: readonly unknown[]) => new Set(values).size > 1;
  const notes: string[] = [];
  if (sides.base.length === 1 && sides.new.length === 1)
    notes.push(
      'one run a side: how much runs differ by themselves is judged by the scatter between operations; more runs tell more',
    );
  if (several(records.map((it) => it.seed))) notes.push('the seeds differ: users did not act alike');
  if (several(records.map((it) => it.loadgate))) notes.push('made with different versions of loadgate');
  return notes;
}
