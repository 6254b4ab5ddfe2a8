import { type CanaryCriteria, type CanaryMetric, type Criterion, wayBack } from '../../../lib/canary/index.ts';
import type { CanaryPhase, RollbackType } from './plans.ts';

/** What is known; a metric that nobody measured is absent. */
export type CanaryMetrics = Partial<Record<CanaryMetric, number>>;

export interface CheckedCriterion extends Criterion {
  readonly measured: number | null;
  /** Null where nobody measured it. */
  readonly holds: boolean | null;
}

export interface CanaryJudgement {
  /** `advance`: the time is over and all measured success criteria hold; `hold`: wait or measure more; `roll-back`: a criterion says so. */
  readonly verdict: 'advance' | 'hold' | 'roll-back';
  readonly why: string;
  readonly success: readonly CheckedCriterion[];
  readonly rollback: readonly CheckedCriterion[];
  /** The way back that fits: kill-switch for critical errors, immediate for failures, gradual for the rest. */
  readonly rollbackType: RollbackType | null;
}

/** Decides on one phase. What nobody measured never counts as success. */
export function judgeCanary(
  plan: CanaryCriteria,
  phase: CanaryPhase,
  hoursInPhase: number,
  metrics: CanaryMetrics,
): CanaryJudgement {
  const check = (criterion: Criterion): CheckedCriterion => {
    const measured = metrics[criterion.metric] ?? null;
    return { ...criterion, measured, holds: measured === null ? null : holds(criterion, measured) };
  };
  const success = plan.success.map(check);
  const rollback = plan.rollback.map(check);
  const alarm = rollback.find((one) => one.holds === true);
  const missed = success.filter((one) => one.holds !== true);
  if (alarm) return { verdict: 'roll-back', why: sentence(alarm), success, rollback, rollbackType: wayBack(alarm) };
  if (hoursInPhase < phase.minHours) {
    const why = `${phase.name} lasts at least ${phase.minHours} h, so far ${hoursInPhase.toFixed(1)} h`;
    return { verdict: 'hold', why, success, rollback, rollbackType: null };
  }
  if (missed.length > 0) return { verdict: 'hold', why: reasonsOf(missed), success, rollback, rollbackType: null };
  return { verdict: 'advance', why: 'all success criteria hold', success, rollback, rollbackType: null };
}

function holds({ comparison, value }: Criterion, measured: number): boolean {
  if (comparison === '<') return measured < value;
  if (comparison === '<=') return measured <= value;
  return comparison === '>' ? measured > value : measured >= value;
}

const sentence = ({ metric, comparison, value, measured }: CheckedCriterion): string =>
  `${metric} is ${measured} (criterion: ${comparison} ${value})`;

function reasonsOf(missed: readonly CheckedCriterion[]): string {
  const unknown = missed.filter(({ measured }) => measured === null).map(({ metric }) => metric);
  const failed = missed.filter(({ measured }) => measured !== null).map(sentence);
  return [...failed, ...(unknown.length > 0 ? [`not measured: ${unknown.join(', ')}`] : [])].join('; ');
}
