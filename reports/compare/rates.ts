import { differenceOfProportions, twoSidedP } from '../stats/index.ts';
import { type Estimate, meanOf, varianceOf } from './levels.ts';
import { shiftOf } from './noise.ts';
import { COMPARE } from './thresholds.ts';
import type { Change, RateEffect, RatioEffect } from './types.ts';

interface Counts {
  readonly requests: number;
  readonly errors: number;
}

/** Newcombe's interval of the difference of two error rates; requests count for less where the runs of a side differ more than chance allows. */
export function errorEffect(base: readonly Counts[], fresh: readonly Counts[], tests: number): RateEffect {
  const sides = [sideOf(fresh), sideOf(base)] as const;
  const strict = differenceOfProportions(...sides, zOf(COMPARE.errors / tests));
  const { low, high, difference } = differenceOfProportions(...sides);
  const [after, before] = sides.map((side) => (side.trials === 0 ? 0 : side.successes / side.trials));
  const change: Change =
    strict.low > 0 && difference >= COMPARE.moreErrors
      ? 'regression'
      : strict.high < 0 && -difference >= COMPARE.moreErrors
        ? 'improvement'
        : 'none';
  return { base: before ?? 0, new: after ?? 0, low, high, change };
}

/** The two-sided normal quantile of a chance, by bisection. */
function zOf(chance: number): number {
  let [low, high] = [0, 10];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (twoSidedP(middle) > chance) low = middle;
    else high = middle;
  }
  return high;
}

function sideOf(runs: readonly Counts[]) {
  const trials = runs.reduce((sum, run) => sum + run.requests, 0);
  const successes = runs.reduce((sum, run) => sum + run.errors, 0);
  const rate = trials === 0 ? 0 : successes / trials;
  const chance = rate * (1 - rate);
  const squares = runs.reduce(
    (sum, run) => sum + (run.errors - run.requests * rate) ** 2 / Math.max(1, run.requests),
    0,
  );
  const dispersion = chance === 0 || runs.length < 2 ? 1 : Math.max(1, squares / chance / (runs.length - 1));
  return { successes: successes / dispersion, trials: trials / dispersion };
}

/** Variance from run to run of how much is done that is assumed at least (natural logarithm, squared), and how well that is known. */
const RATE_WOBBLE = { variance: 0.01 ** 2, df: 8 };

/** The logarithm of the number of requests a second, and its variance over windows. */
export function rateLevel(perWindow: readonly number[], seconds: number): Estimate | null {
  const mean = meanOf(perWindow);
  if (perWindow.length < 3 || !(mean > 0)) return null;
  const variance = varianceOf(perWindow) / (mean * mean * perWindow.length);
  return { log: Math.log((mean * perWindow.length) / seconds), variance };
}

/** Where `better` is `more`, a fall beyond `limit` is a regression; where it is `less`, a rise. */
export function ratioEffect(
  base: readonly Estimate[],
  fresh: readonly Estimate[],
  { limit, chance, better }: { readonly limit: number; readonly chance: number; readonly better: 'more' | 'less' },
): RatioEffect {
  const { ratio, pRise, pFall } = shiftOf({ base, new: fresh }, RATE_WOBBLE);
  const rose = pRise < chance && ratio.value >= (better === 'less' ? limit : 1 / limit);
  const fell = pFall < chance && ratio.value <= (better === 'less' ? 1 / limit : limit);
  const worse = better === 'less' ? rose : fell;
  const improved = better === 'less' ? fell : rose;
  const level = (side: readonly Estimate[]) => Math.exp(meanOf(side.map((it) => it.log)));
  const change: Change = worse ? 'regression' : improved ? 'improvement' : 'none';
  return { base: level(base), new: level(fresh), ratio, change };
}
