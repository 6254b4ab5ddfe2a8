import type { Check } from '../../lib/results/index.ts';
import { type ComparedScope, type Comparison, compareRuns, scopeTitle, signed } from '../compare/index.ts';
import { percent, plural } from '../format.ts';
import type { KnownRun } from '../history/index.ts';
import type { Baseline } from './file.ts';
import type { Tolerances } from './tolerances.ts';

export interface BaselineCheck {
  readonly comparison: Comparison;
  /** Empty where the run cannot be compared with the baseline. */
  readonly checks: readonly Check[];
}

type Outcome = Pick<Check, 'measured' | 'status'> & Partial<Check>;

/** The run against the baseline: a check fails where a figure is worse by more than the tolerance and its 95 % interval says that it is worse at all. */
export function checkBaseline(baseline: Baseline, evidence: KnownRun, run: KnownRun): BaselineCheck {
  const comparison = compareRuns({ base: [evidence], new: [run] });
  if (comparison.conclusion === 'incomparable') return { comparison, checks: [] };
  const { tolerances } = baseline;
  const check = (id: string, title: string, target: string, outcome: Outcome): Check => ({
    ...{ id: `regression.baseline.${id}`, kind: 'regression', title: `${title} against the baseline`, target },
    ...outcome,
  });
  const checks = [
    check('latency', 'Latency', `≤ +${percent(tolerances.latency)}`, latency(comparison.scopes, tolerances)),
    check('errors', 'Errors', `≤ +${percent(tolerances.errors)} of requests`, errors(comparison.scopes, tolerances)),
    check(
      'throughput',
      'Throughput',
      `≥ −${percent(tolerances.throughput)}`,
      throughput(comparison.scopes, tolerances),
    ),
    ...(comparison.costPerUserDay
      ? [check('cost', 'Cost of a user', `≤ +${percent(tolerances.cost)}`, cost(comparison.costPerUserDay, tolerances))]
      : []),
  ];
  return { comparison, checks };
}

/** How the worst scope stands. `excess` is how much worse it is; `sure` whether its interval leaves no doubt. */
interface Worst {
  readonly text: string;
  readonly excess: number;
  readonly sure: boolean;
}

function judge(all: readonly Worst[], tolerance: number, none: string): Outcome {
  const beyond = all.filter((it) => it.sure && it.excess > tolerance).sort((a, b) => b.excess - a.excess);
  const [worst] = beyond.length > 0 ? beyond : all.toSorted((a, b) => b.excess - a.excess);
  if (!worst) return { status: 'pass', measured: none };
  const figures = { measured: worst.text, value: worst.excess, objective: tolerance };
  if (beyond.length === 0) {
    const doubt = worst.excess > tolerance ? ' (may be chance)' : '';
    return { status: 'pass', ...figures, measured: `${worst.text}${doubt}` };
  }
  const more = beyond.length > 1 ? ` and ${plural(beyond.length - 1, 'more scope')}` : '';
  const advice = 'loadgate compare baseline latest shows all of it; if it is meant, loadgate baseline accept says so';
  return { status: 'fail', ...figures, reason: `${worst.text}${more}`, advice };
}

function latency(scopes: readonly ComparedScope[], { latency: tolerance }: Tolerances): Outcome {
  const all = scopes.flatMap((scope) =>
    scope.latency.flatMap((effect): Worst[] => {
      if (!effect.adjusted) return [];
      const { value, low } = effect.adjusted;
      const text = `p${effect.quantile * 100} of ${scopeTitle(scope)} ${signed(value)}`;
      // Tens of scopes are looked at: what compare itself does not call a regression is left to chance.
      return [{ text, excess: value - 1, sure: low > 1 && effect.change === 'regression' }];
    }),
  );
  return judge(all, tolerance, 'too few requests');
}

const errors = (scopes: readonly ComparedScope[], { errors: tolerance }: Tolerances): Outcome =>
  judge(
    scopes.map((scope) => {
      const { base, new: now, change } = scope.errors;
      const text = `${scopeTitle(scope)} ${percent(base)} → ${percent(now)}`;
      return { text, excess: now - base, sure: change === 'regression' };
    }),
    tolerance,
    'none',
  );

const throughput = (scopes: readonly ComparedScope[], { throughput: tolerance }: Tolerances): Outcome =>
  judge(
    scopes.flatMap((scope): Worst[] => {
      const { ratio, change } = scope.throughput;
      if (scope.operation !== '' || ratio.value === null) return [];
      const text = `${scopeTitle(scope)} ${signed(ratio.value)}`;
      return [{ text, excess: 1 - ratio.value, sure: change === 'regression' }];
    }),
    tolerance,
    'too few windows',
  );

function cost(effect: NonNullable<Comparison['costPerUserDay']>, { cost: tolerance }: Tolerances): Outcome {
  const { value, low } = effect.ratio;
  return judge([{ text: signed(value), excess: value - 1, sure: low > 1 }], tolerance, 'not counted');
}
