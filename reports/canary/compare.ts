import type { Cohort } from '../../lib/canary/index.ts';
import { leastSamples } from '../judge/index.ts';
import { differenceOfProportions, rankTest, type Weighted } from '../stats/index.ts';
import type { CohortCalls } from './cohorts.ts';

export interface CohortFigures {
  readonly requests: number;
  readonly errors: number;
  readonly errorRate: number;
  /** ms; null where there was no request. */
  readonly p95: number | null;
}

export interface Comparison {
  /** Null: all operations together. */
  readonly operation: string | null;
  readonly canary: CohortFigures;
  readonly control: CohortFigures;
  /** Of the canary's error rate over the control's, with its 95 % interval. */
  readonly errors: { readonly difference: number; readonly low: number; readonly high: number };
  /** Chance that a call of the canary takes longer than one of the control (0.5: no difference), and the p-value of the rank test. */
  readonly latency: { readonly superiority: number; readonly p: number };
  readonly verdict: 'same' | 'worse' | 'better' | 'too-few';
}

/** Chance of a false alarm over all operations together. */
const ALPHA = 0.01;
/** A difference that is certain may still be too small to matter: a tenth of all pairs of calls, or a thousandth of the calls. */
const LEAST_SUPERIORITY = 0.55;
const LEAST_ERRORS = 0.001;
/** Calls of each cohort that show a p95. */
export const LEAST_CALLS = leastSamples(0.05);

/** Compares each operation that both cohorts called, and all of them for errors. The largest differences come first. */
export function compareCohorts(calls: readonly CohortCalls[]): {
  readonly overall: Comparison;
  readonly operations: readonly Comparison[];
} {
  const names = [...new Set(calls.map((one) => one.operation))].sort();
  const operations = names.map((name) =>
    compareOne(
      name,
      calls.filter((one) => one.operation === name),
      ALPHA / names.length,
    ),
  );
  return {
    overall: compareOne(null, calls, ALPHA),
    operations: operations.toSorted(
      (a, b) => Math.abs(b.latency.superiority - 0.5) - Math.abs(a.latency.superiority - 0.5),
    ),
  };
}

function compareOne(operation: string | null, calls: readonly CohortCalls[], alpha: number): Comparison {
  const [a, b] = [sumOf(calls, 'canary'), sumOf(calls, 'control')];
  const [canary, control] = [figuresOf(a), figuresOf(b)];
  const errors = differenceOfProportions(
    { successes: a.errors, trials: a.requests },
    { successes: b.errors, trials: b.requests },
  );
  // Cohorts may call operations in another mix: only within one operation do latencies compare.
  const latency = operation === null ? { superiority: 0.5, p: 1 } : rankTest(a.latency, b.latency);
  return {
    operation,
    canary,
    control,
    errors,
    latency,
    verdict: verdictOf(a.requests, b.requests, errors, latency, alpha),
  };
}

function verdictOf(
  canary: number,
  control: number,
  errors: Comparison['errors'],
  { superiority, p }: Comparison['latency'],
  alpha: number,
): Comparison['verdict'] {
  const certain = p < alpha && Math.abs(superiority - 0.5) >= LEAST_SUPERIORITY - 0.5;
  if (errors.low > 0 && errors.difference >= LEAST_ERRORS && Math.min(canary, control) >= LEAST_CALLS) return 'worse';
  if (Math.min(canary, control) < LEAST_CALLS) return 'too-few';
  if (!certain) return 'same';
  return superiority > 0.5 ? 'worse' : 'better';
}

interface Sum {
  readonly requests: number;
  readonly errors: number;
  readonly latency: Weighted;
}

function sumOf(calls: readonly CohortCalls[], cohort: Cohort): Sum {
  const own = calls.filter((one) => one.cohort === cohort);
  return {
    requests: own.reduce((sum, one) => sum + one.requests, 0),
    errors: own.reduce((sum, one) => sum + one.errors, 0),
    latency: own.flatMap((one) => one.latency),
  };
}

function figuresOf({ requests, errors, latency }: Sum): CohortFigures {
  const sorted = latency.toSorted((a, b) => a[0] - b[0]);
  let left = Math.ceil(0.95 * requests);
  const at = sorted.find(([, n]) => {
    left -= n;
    return left <= 0;
  });
  return { requests, errors, errorRate: requests === 0 ? 0 : errors / requests, p95: at?.[0] ?? null };
}
