import { count } from '../format.ts';

/** Firestore's own rule for new traffic to a collection: begin with 500 operations a second, and add at most 50 % every 5 minutes. */
const FIRST_PER_SECOND = 500;
const MOST_GROWTH = 1.5;
const LEAST_STEP_MS = 300_000;

export interface Ramp {
  /** Expected requests a second at each step. */
  readonly rates: readonly number[];
  readonly stepMs: number;
}

/** Why a ramp would make Firestore itself the bottleneck, and what to do; empty: it keeps to the rule. Each request is at least one operation. */
export function lintRamp({ rates, stepMs }: Ramp): readonly string[] {
  const [first = 0] = rates;
  const faults: string[] = [];
  if (first > FIRST_PER_SECOND)
    faults.push(
      `it begins with ${count(first)} requests/s: begin with at most 500 (more --steps, or a smaller --most)`,
    );
  const steepest = Math.max(0, ...rates.slice(1).map((rate, i) => rate / (rates[i] ?? rate)));
  const grows = (rates.at(-1) ?? 0) > FIRST_PER_SECOND;
  if (grows && steepest > MOST_GROWTH + 1e-9)
    faults.push(`it grows by ${Math.round((steepest - 1) * 100)} % a step: at most 50 % (--factor 1.5)`);
  if (grows && stepMs < LEAST_STEP_MS)
    faults.push(`its steps last ${Math.round(stepMs / 1000)} s: at least 300 (--step 300)`);
  return faults;
}
