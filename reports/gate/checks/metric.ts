import type { Slo } from '../../../lib/slo/index.ts';
import { count, milliseconds, percent, plural } from '../../format.ts';
import { compare, leastSamples } from '../../judge/index.ts';
import { surelyAbove } from '../../stats/index.ts';
import type { OBSERVED } from '../config/checks.ts';
import { attemptOf, coverage, type Figures, figuresOf } from '../observed.ts';
import { type Examine, evidenceAge, fail, HOUR_MS, hours, moment, pass, unknown } from './types.ts';

export type Metric = (typeof OBSERVED)[number];
interface Limit {
  readonly metric: Metric;
  readonly comparison: Slo['comparison'];
  readonly value: number;
}

/** Part of the hours that may be missing, at the seams of windows. */
const GAPS = 0.02;

export const examineMetric: Examine<'metric'> = (check, context) => {
  const { phase, now } = context;
  if (!phase) return unknown('no phase comes before this gate', 'move the item to a later phase');
  const attempt = attemptOf(context.evidence, phase.id);
  const observe = `observe ${phase.title} for ${hours(check.overHours * HOUR_MS)} and add the windows`;
  if (!attempt) return unknown(`${phase.title} was not observed`, observe);
  if (now - attempt.to > evidenceAge(context))
    return unknown(`the newest figures of ${phase.title} are of ${moment(attempt.to)}`, observe);
  const from = attempt.to - check.overHours * HOUR_MS;
  const windows = attempt.windows.filter((window) => window.to > from);
  const figures = figuresOf(windows);
  const value = figures[check.metric];
  const source = [
    `${moment(Math.max(from, attempt.from))} to ${moment(attempt.to)}, ${plural(figures.requests, 'request')}`,
  ];
  if (value === null) return unknown('no request was observed', observe, source);
  const told = `${written(check.metric, value)}, target ${check.comparison} ${amount(check.metric, check.value)}`;
  const least = fewest(check);
  if (!compare(value, check.comparison, check.value)) {
    const doubt = check.metric === 'errorRate' && figures.requests < least;
    if (doubt && !surelyAbove(figures.errors, figures.requests, check.value))
      return unknown(`${told}, but ${count(figures.requests)} requests are too few to tell`, observe, source);
    return fail(told, 'find out why before going on', source);
  }
  const covered = coverage(windows, from, attempt.to);
  if (covered < check.overHours * HOUR_MS * (1 - GAPS))
    return unknown(
      `${told}, but only ${hours(covered)} of ${hours(check.overHours * HOUR_MS)} were observed`,
      observe,
      source,
    );
  if (figures.requests < least)
    return unknown(
      `${told}, but ${count(figures.requests)} requests are too few to tell: it takes ${count(least)}`,
      observe,
      source,
    );
  return pass(told, source);
};

export const examineStay: Examine<'stay'> = ({ hours: wanted }, { phase, evidence }) => {
  if (!phase) return unknown('no phase comes before this gate', 'move the item to a later phase');
  const attempt = attemptOf(evidence, phase.id);
  const fix = `stay in ${phase.title} for ${hours(wanted * HOUR_MS)}`;
  if (!attempt) return unknown(`${phase.title} was not observed`, fix);
  const lasted = attempt.to - attempt.from;
  const told = `${hours(lasted)} of ${hours(wanted * HOUR_MS)}, since ${moment(attempt.from)}`;
  return lasted >= wanted * HOUR_MS * (1 - GAPS) ? pass(told) : unknown(told, fix);
};

/** Whether a limit is crossed: beyond doubt, perhaps (too few requests to tell), or not. Null: nothing is known. */
export function crosses(limit: Limit, figures: Figures): 'surely' | 'perhaps' | 'no' | null {
  const value = figures[limit.metric];
  if (value === null) return null;
  if (!compare(value, limit.comparison, limit.value)) return 'no';
  if (limit.metric === 'errorRate' && limit.comparison.startsWith('>'))
    return surelyAbove(figures.errors, figures.requests, limit.value) ? 'surely' : 'perhaps';
  return limit.metric === 'p95Ms' && figures.requests < leastSamples(0.05) ? 'perhaps' : 'surely';
}

/** Requests that it takes to believe that a rate or a percentile is below its target. */
function fewest({ metric, comparison, value }: Limit): number {
  if (!comparison.startsWith('<')) return 1;
  if (metric === 'p95Ms') return leastSamples(0.05);
  return metric === 'errorRate' && value > 0 ? leastSamples(value) : 1;
}

export const written = (metric: Metric, value: number): string => {
  const told = amount(metric, value);
  if (metric === 'errorRate') return `${told} errors`;
  return metric === 'p95Ms' ? `p95 ${told}` : told;
};

/** The same beside a figure that says already what it is. */
export const amount = (metric: Metric, value: number): string => {
  if (metric === 'errorRate') return percent(value);
  return metric === 'p95Ms' ? milliseconds(value) : plural(value, metric === 'errors' ? 'error' : 'complaint');
};
