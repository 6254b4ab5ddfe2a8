/** Intervals of rates: error rates of a canary and its control, success rates, cache-hit rates. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The z of a two-sided 95 % interval. */
export const Z95 = 1.959964;

/** Wilson's score interval of a proportion: honest at 0 and 1 and for small counts, where the textbook interval is not. */
export function wilson(successes: number, trials: number, z = Z95): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const p = successes / trials;
  const spread = z * z;
  const centre = (p + spread / (2 * trials)) / (1 + spread / trials);
  const half = (z / (1 + spread / trials)) * Math.sqrt((p * (1 - p)) / trials + spread / (4 * trials * trials));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

interface Counts {
  readonly successes: number;
  readonly trials: number;
}

/** Newcombe's interval (method 10) of the difference p(a) − p(b) between two independent proportions. */
export function differenceOfProportions(a: Counts, b: Counts, z = Z95): Interval & { readonly difference: number } {
  const [ia, ib] = [wilson(a.successes, a.trials, z), wilson(b.successes, b.trials, z)];
  const pa = a.trials === 0 ? 0 : a.successes / a.trials;
  const pb = b.trials === 0 ? 0 : b.successes / b.trials;
  const difference = pa - pb;
  return {
    difference,
    low: difference - Math.hypot(pa - ia.low, ib.high - pb),
    high: difference + Math.hypot(ia.high - pa, pb - ib.low),
  };
}
