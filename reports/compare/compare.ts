import { percent } from '../format.ts';
import { total } from './blocks.ts';
import { measured, obstacles } from './comparable.ts';
import { headlineOf, notesOf } from './headline.ts';
import { latencyEffect, levelsOf, machineOf, wobblesOf } from './latency.ts';
import type { Estimate } from './levels.ts';
import { errorEffect, rateLevel, ratioEffect } from './rates.ts';
import { Cutter, type RunBlocks, scopesOf } from './scopes.ts';
import { COMPARE, QUANTILES } from './thresholds.ts';
import {
  type ComparedScope,
  type Comparison,
  type RatioEffect,
  type Scope,
  SIDES,
  type Side,
  type Sides,
} from './types.ts';

export interface CompareOptions {
  /** The bootstrap is drawn from this, so that the same runs give the same answer. */
  readonly seed?: number;
}

/** The fastest tenth of the requests: what code takes, with the least waiting in it. */
const FASTEST = 0.1;

/** Compares runs of two builds: pure, and the same for the same input. */
export function compareRuns(sides: Sides, { seed = 1 }: CompareOptions = {}): Comparison {
  const ids = (side: Side) => sides[side].map((run) => run.record.runId);
  const common = { schemaVersion: 1 as const, base: ids('base'), new: ids('new'), notes: notesOf(sides) };
  const incomparable = obstacles(sides);
  const nothing = { drift: null, scopes: [], costPerUserDay: null };
  if (incomparable.length > 0) return conclude({ ...common, ...nothing, incomparable });
  const cutter = new Cutter(sides);
  const cuts = scopesOf(sides).map((scope) => ({ scope, cuts: cutter.cut(scope) }));
  const drift = driftOf(cutter.cut(ALL), seed);
  const scopes = comparedScopes(cuts, seed);
  const comparison = { ...common, incomparable, drift, scopes, costPerUserDay: costEffect(sides) };
  const regressed = conclude(comparison);
  const alone = sides.base.length < 3 || sides.new.length < 3;
  if (regressed.conclusion === 'regression' || !alone || !drift) return regressed;
  const { value } = drift.ratio;
  if (value < COMPARE.drift && value > 1 / COMPARE.drift) return regressed;
  const moved = `all operations together took ${percent(value)} of the time that they took in base`;
  return conclude({
    ...comparison,
    incomparable: [`${moved}: the machine was busier or the whole build changed; three runs a side can tell which`],
  });
}

const ALL: Scope = { journey: '', operation: '', phase: '' };

const conclude = (comparison: Omit<Comparison, 'conclusion' | 'headline'>): Comparison => {
  const { conclusion, headline } = headlineOf(comparison);
  return { ...comparison, conclusion, headline };
};

function driftOf(cuts: readonly RunBlocks[], seed: number): RatioEffect | null {
  const levels = machineOf(cuts, FASTEST, seed);
  if (!levels) return null;
  const many = levels.base.length >= 3 && levels.new.length >= 3;
  const effect = ratioEffect(levels.base, levels.new, { limit: 1.15, chance: 0.005, better: 'less' });
  // One run a side cannot tell a slower build from a busier machine.
  return many ? effect : { ...effect, change: 'too-few' };
}

interface CutScope {
  readonly scope: Scope;
  readonly cuts: readonly RunBlocks[];
}

function comparedScopes(all: readonly CutScope[], seed: number): ComparedScope[] {
  const tested = all.filter(({ scope }) => scope.operation !== '' || scope.journey !== '');
  const byQuantile = QUANTILES.map(({ quantile, chance }) => {
    const levels = new Map(all.map(({ scope, cuts }) => [scope, levelsOf(scope, cuts, quantile, seed)]));
    const some = [...levels.values()].filter((it) => it !== null);
    return { levels, wobbles: wobblesOf(some), chance: chance / Math.max(1, some.length), quantile };
  });
  return all.map(({ scope, cuts }) => {
    const latency = byQuantile.flatMap(({ levels, wobbles, chance }) => {
      const own = levels.get(scope);
      if (!own) return [];
      const effect = latencyEffect(own, wobbles, chance);
      // What is made of everything has nothing beside it to tell the machine's mood.
      return [
        own.adjusted === null && scope.operation === '' ? { ...effect, p: null, change: 'too-few' as const } : effect,
      ];
    });
    const of = (side: Side) => cuts.filter((cut) => cut.side === side);
    return {
      ...scope,
      requests: { base: requests(of('base')), new: requests(of('new')) },
      latency,
      errors: errorEffect(
        of('base').map((cut) => cut.own),
        of('new').map((cut) => cut.own),
        tested.length,
      ),
      throughput: throughputEffect(scope, of('base'), of('new'), tested.length),
    };
  });
}

const requests = (cuts: readonly RunBlocks[]): number => cuts.reduce((sum, cut) => sum + cut.own.requests, 0);

/** Of journeys and of all: how often an operation is called is a matter of chance and of the others. */
function throughputEffect(
  scope: Scope,
  base: readonly RunBlocks[],
  fresh: readonly RunBlocks[],
  tests: number,
): RatioEffect {
  const levels = [base, fresh].map((side) => side.map(rateOf));
  const [a, b] = levels.map((side) => side.filter((it): it is Estimate => it !== null));
  if (!a || !b || a.length < base.length || b.length < fresh.length) {
    const rate = (side: readonly RunBlocks[]) => requests(side) / Math.max(1, side.length);
    return {
      base: rate(base),
      new: rate(fresh),
      ratio: { value: Number.NaN, low: 0, high: Number.POSITIVE_INFINITY },
      change: 'too-few',
    };
  }
  const effect = ratioEffect(a, b, {
    limit: COMPARE.lessThroughput,
    chance: COMPARE.throughput / tests,
    better: 'more',
  });
  return scope.operation === '' ? effect : { ...effect, change: 'none' };
}

/** Requests a second over the scope's windows, the first and the last of which may be cut short: their spread would be the cut's. */
function rateOf({ own }: RunBlocks): Estimate | null {
  const at = [...own.counts.keys()].sort((a, b) => a - b);
  const span = at.length * 10;
  const whole = at.slice(1, -1).map((start) => total(own.counts.get(start) ?? new Float64Array()));
  return rateLevel(whole, span - 20);
}

function costEffect(sides: Sides): RatioEffect | null {
  const [base, fresh] = SIDES.map((side) =>
    sides[side].flatMap((run): Estimate[] => {
      const { costPerUserDay } = run.record;
      const requests = measured(run).reduce((sum, window) => sum + window.count, 0);
      return costPerUserDay === null || costPerUserDay <= 0
        ? []
        : [{ log: Math.log(costPerUserDay), variance: 1 / requests }];
    }),
  );
  if (!base || !fresh || base.length < sides.base.length || fresh.length < sides.new.length) return null;
  return ratioEffect(base, fresh, { limit: COMPARE.dearer, chance: COMPARE.cost, better: 'less' });
}
