import { type CanaryMetric, type CanarySplit, type Criterion, criteriaFor, wayBack } from '../../lib/canary/index.ts';
import { count, milliseconds, percent } from '../format.ts';
import { compare, leastSamples } from '../judge/index.ts';
import { surelyAbove } from '../stats/index.ts';
import type { CohortCalls } from './cohorts.ts';
import { type Comparison, compareCohorts } from './compare.ts';

/** What is known of a canary beside its samples, such as its users' satisfaction. */
export type Measured = Readonly<Partial<Record<CanaryMetric, number>>>;

export interface CheckedCriterion extends Criterion {
  readonly measured: number | null;
  /** Null: nobody measured it, or too few samples to tell. */
  readonly holds: boolean | null;
}

/** `canary.json`. */
export interface CanaryAnalysis {
  readonly schemaVersion: 1;
  readonly flag: string;
  readonly percent: number;
  readonly analysedAt: string;
  readonly target: 'embedded' | 'emulators' | 'staging';
  readonly commit: string | null;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly headline: string;
  /** The way back that fits; null: none is asked for. */
  readonly rollback: 'gradual' | 'immediate' | 'kill_switch' | null;
  readonly success: readonly CheckedCriterion[];
  readonly rollbackCriteria: readonly CheckedCriterion[];
  readonly overall: Comparison;
  readonly operations: readonly Comparison[];
}

export interface AnalysisInput {
  readonly split: CanarySplit;
  readonly calls: readonly CohortCalls[];
  readonly measured: Measured;
  readonly target: CanaryAnalysis['target'];
  readonly commit: string | null;
  /** Unix ms. */
  readonly now: number;
}

/** Judges a canary by its own criteria and against its control: pure. Too few samples are `inconclusive`, never a pass. */
export function analyseCanary({ split, calls, measured, target, commit, now }: AnalysisInput): CanaryAnalysis {
  const { overall, operations } = compareCohorts(calls);
  const criteria = criteriaFor(split.flag);
  const check = (criterion: Criterion, alarm: boolean): CheckedCriterion => {
    const value = measured[criterion.metric] ?? fromSamples(criterion.metric, overall);
    return { ...criterion, measured: value, holds: value === null ? null : holds(criterion, value, overall, alarm) };
  };
  const success = criteria.success.map((one) => check(one, false));
  const rollbackCriteria = criteria.rollback.map((one) => check(one, true));
  const alarm = rollbackCriteria.find((one) => one.holds === true);
  const worse = [overall, ...operations].filter((one) => one.verdict === 'worse');
  const missed = success.find((one) => one.holds === false);
  const unknown = success.filter((one) => one.holds === null);
  const common = {
    schemaVersion: 1 as const,
    flag: split.flag,
    percent: split.percent,
    target,
    commit,
    success,
    rollbackCriteria,
    overall,
    operations,
  };
  const say = (
    verdict: CanaryAnalysis['verdict'],
    headline: string,
    rollback: CanaryAnalysis['rollback'] = null,
  ): CanaryAnalysis => ({
    ...common,
    analysedAt: new Date(now).toISOString(),
    verdict,
    headline,
    rollback,
  });
  const [first] = worse;
  if (alarm) return say('fail', `Roll back: ${sentence(alarm)}.`, wayBack(alarm));
  if (first) return say('fail', `The canary is worse than its control: ${difference(first)}.`, 'gradual');
  if (missed) return say('fail', `The canary may not grow: ${sentence(missed)}.`);
  if (overall.verdict === 'too-few')
    return say(
      'inconclusive',
      `Inconclusive: ${count(overall.canary.requests)} requests of the canary and ${count(overall.control.requests)} of the control are too few.`,
    );
  if (unknown.length > 0)
    return say(
      'inconclusive',
      `Inconclusive: not measured, or too few samples: ${unknown.map((one) => one.metric).join(', ')}.`,
    );
  return say(
    'pass',
    `The canary holds its criteria and is no worse than its control in ${count(operations.filter((one) => one.verdict !== 'too-few').length)} operations.`,
  );
}

function fromSamples(metric: CanaryMetric, { canary }: Comparison): number | null {
  if (canary.requests === 0) return null;
  if (metric === 'error_rate') return canary.errorRate;
  if (metric === 'execution_success_rate') return 1 - canary.errorRate;
  return metric === 'latency_p95' ? canary.p95 : null;
}

/** A criterion on samples needs enough of them: for good news as many as can show it, for bad news so many that it is beyond doubt. */
function holds(criterion: Criterion, value: number, { canary }: Comparison, alarm: boolean): boolean | null {
  const met = compare(value, criterion.comparison, criterion.value);
  const isErrors = criterion.metric === 'error_rate' || criterion.metric === 'execution_success_rate';
  if (!isErrors) return criterion.metric === 'latency_p95' && canary.requests < leastSamples(0.05) ? null : met;
  const allowed = criterion.metric === 'error_rate' ? criterion.value : 1 - criterion.value;
  const surely = surelyAbove(canary.errors, canary.requests, allowed);
  if (alarm) return met ? (surely ? true : null) : false;
  if (!met) return surely ? false : null;
  return canary.requests >= leastSamples(allowed) ? true : null;
}

const inUnit = (metric: CanaryMetric, value: number): string =>
  metric === 'latency_p95' ? milliseconds(value) : metric === 'critical_errors' ? count(value) : percent(value);

const sentence = ({ metric, comparison, value, measured }: CheckedCriterion): string =>
  `${metric} is ${measured === null ? 'unknown' : inUnit(metric, measured)} (criterion: ${comparison} ${inUnit(metric, value)})`;

/** What differs, in words. */
export function difference({ operation, canary, control, errors, latency }: Comparison): string {
  const where = operation ?? 'all operations';
  if (errors.low > 0)
    return `${where} fails in ${percent(canary.errorRate)} of calls, ${percent(control.errorRate)} in the control`;
  const p95 = (ms: number | null) => (ms === null ? 'unknown' : milliseconds(ms));
  return `${where} is slower in ${percent(latency.superiority)} of pairs, p95 ${p95(canary.p95)} instead of ${p95(control.p95)}`;
}
