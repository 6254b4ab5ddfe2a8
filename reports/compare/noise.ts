import { criticalT, twoSidedT } from '../stats/index.ts';
import { type Estimate, meanOf, varianceOf, weightedMedian } from './levels.ts';
import { COMPARE } from './thresholds.ts';
import type { Ratio } from './types.ts';

/** One scope's estimates, run by run, on both sides. */
export interface TwoSides {
  readonly base: readonly Estimate[];
  readonly new: readonly Estimate[];
}

/** Variance from run to run beyond what windows show, and how many degrees of freedom that knowledge has. */
export interface Wobble {
  readonly variance: number;
  readonly df: number;
}

/** A scope that tells how much runs wobble: what seldom happens, far from any cache and in few windows, wobbles more than its windows show, and counts for less. */
export interface Witness {
  readonly sides: TwoSides;
  /** In the run that has fewest. */
  readonly requests: number;
}

/** A scope of so many requests a run counts for half of one that has no end of them. */
const HALF_WEIGHT = 300;

const ASSUMED: Wobble = { variance: COMPARE.assumedWobble ** 2, df: 8 };
const LEAST = COMPARE.leastWobble ** 2;

/**
 * How much runs of one build differ from each other beyond what their windows show. Where sides have several runs, these tell; and so does the scatter of the scopes'
 * differences, with one run a side it alone: most scopes did not change, so what they scatter is noise. The larger of the two is believed. With too few scopes a
 * cautious figure is assumed.
 */
export function wobbleOf(witnesses: readonly Witness[]): Wobble {
  const scopes = witnesses.map((it) => it.sides);
  const within = scopes.map(withinSides);
  const df = within.reduce((sum, it) => sum + it.df, 0);
  const variance = within.reduce((sum, it) => sum + it.df * (it.variance - it.sampling), 0) / Math.max(1, df);
  const repeated = df >= 8 ? { variance: Math.max(LEAST, variance), df: Math.min(df, 30) } : null;
  if (scopes.length < 5) return repeated ?? ASSUMED;
  const weights = witnesses.map((it) => it.requests / (it.requests + HALF_WEIGHT));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  // As many as equally weighty scopes would tell as much.
  const effective = sum ** 2 / weights.reduce((all, weight) => all + weight ** 2, 0);
  const scattered = { variance: scatterOf(scopes, weights), df: effective - 1 };
  return repeated && repeated.variance > scattered.variance ? repeated : scattered;
}

/** Standardised squares count up to this, so that the one scope that did change is not taken for noise; and what they then are on average. */
const CAP = 4;
const MEAN_CAPPED_SQUARE = 0.9205;
/** The most that runs are thought to wobble, as a variance. */
const MOST = 4;

/**
 * The variance from run to run that explains how the scopes' differences scatter, each with its own sampling variance: the one with which their standardised squares, capped,
 * add up to what they should (Paule and Mandel's estimate, made robust).
 */
function scatterOf(scopes: readonly TwoSides[], weights: readonly number[]): number {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const shifts = scopes.map((scope, i) => ({
    weight: weights[i] ?? 0,
    shift: differenceOf(scope),
    sampling: samplingOf(scope.base) + samplingOf(scope.new),
    runs: 1 / scope.base.length + 1 / scope.new.length,
  }));
  const tooSmall = (variance: number): boolean => {
    const weighed = shifts.map((it) => ({ ...it, total: it.sampling + it.runs * variance }));
    const centre = weightedMedian(weighed.map(({ shift, total }) => ({ value: shift, weight: 1 / total })));
    const squares = weighed.map(({ shift, total, weight }) => weight * Math.min(CAP, (shift - centre) ** 2 / total));
    // The centre is one of them, so to speak: it takes an average share of the deviations.
    const expected = (MEAN_CAPPED_SQUARE * all * (shifts.length - 1)) / shifts.length;
    return squares.reduce((sum, square) => sum + square, 0) > expected;
  };
  let [low, high] = [LEAST, MOST];
  if (!tooSmall(low)) return low;
  for (let i = 0; i < 40; i++) {
    const middle = Math.sqrt(low * high);
    if (tooSmall(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** Variance between the runs of a side, pooled over the sides; and the part of it that their windows show. */
function withinSides({ base, new: fresh }: TwoSides) {
  const df = base.length + fresh.length - 2;
  const between = (side: readonly Estimate[]) => varianceOf(side.map((it) => it.log)) * (side.length - 1);
  const sampling = meanOf([...base, ...fresh].map((it) => it.variance));
  return { df, variance: df === 0 ? 0 : (between(base) + between(fresh)) / df, sampling };
}

export const differenceOf = ({ base, new: fresh }: TwoSides): number =>
  meanOf(fresh.map((it) => it.log)) - meanOf(base.map((it) => it.log));

/** Variance of a side's mean by its windows alone. */
const samplingOf = (side: readonly Estimate[]): number => meanOf(side.map((it) => it.variance)) / side.length;

export interface Shift {
  readonly ratio: Ratio;
  /** One-sided chance of a rise this large between equal builds. */
  readonly pRise: number;
  readonly pFall: number;
}

/**
 * The ratio of a scope's levels with its 95 % interval. Its variance from run to run is a compromise between what its own runs show and what all scopes show, weighted by
 * how well each is known, so that neither two runs that happen to agree nor one wild scope decide.
 */
export function shiftOf(scope: TwoSides, wobble: Wobble): Shift {
  const own = withinSides(scope);
  const prior = own.sampling + wobble.variance;
  const perRun = (own.df * own.variance + wobble.df * prior) / (own.df + wobble.df);
  const runs = 1 / scope.base.length + 1 / scope.new.length;
  const error = Math.sqrt(Math.max(perRun * runs, samplingOf(scope.base) + samplingOf(scope.new)));
  const df = own.df + wobble.df;
  const shift = differenceOf(scope);
  const half = criticalT(0.05, df) * error;
  const p = twoSidedT(shift / error, df) / 2;
  return {
    ratio: { value: Math.exp(shift), low: Math.exp(shift - half), high: Math.exp(shift + half) },
    pRise: shift > 0 ? p : 1 - p,
    pFall: shift < 0 ? p : 1 - p,
  };
}
