import { percent } from '../format.ts';
import { type Blocks, total } from './blocks.ts';
import { measured, obstacles } from './comparable.ts';
import { headlineOf, notesOf } from './headline.ts';
import { latencyEffect, measureScope, wobblesFor } from './latency.ts';
import type { Estimate } from './levels.ts';
import { machineSides } from './mood.ts';
import { errorEffect, rateLevel, ratioEffect } from './rates.ts';
import { ALL, RunReader, scopesOf } from './scopes.ts';
import { COMPARE, QUANTILES } from './thresholds.ts';
import {
  type ComparedScope,
  type Comparison,
  type RatioEffect,
  type Scope,
  SIDES,
  type Side,
  type Sides,
  type ThroughputEffect,
} from './types.ts';

export interface CompareOptions {
  /** The bootstrap is drawn from this, so that the same runs give the same answer. */
  readonly seed?: number;
}

/** Compares runs of two builds: pure, and the same for the same input. */
export function compareRuns(sides: Sides, { seed = 1 }: CompareOptions = {}): Comparison {
  const ids = (side: Side) => sides[side].map((run) => run.record.runId);
  const common = { schemaVersion: 1 as const, base: ids('base'), new: ids('new'), notes: notesOf(sides) };
  const incomparable = obstacles(sides);
  const nothing = { drift: null, scopes: [], costPerUserDay: null };
  if (incomparable.length > 0) return conclude({ ...common, ...nothing, incomparable });
  const quantiles = QUANTILES.map((it) => it.quantile);
  const readers = SIDES.flatMap((side) => sides[side].map((run, i) => new RunReader(side, run, quantiles, seed + i)));
  const drift = driftOf(readers);
  const scopes = comparedScopes(readers, scopesOf(sides));
  const comparison = { ...common, incomparable, drift, scopes, costPerUserDay: costEffect(sides) };
  const concluded = conclude(comparison);
  const alone = sides.base.length < 3 || sides.new.length < 3;
  if (concluded.conclusion === 'regression' || !alone || !drift) return concluded;
  const { value } = drift.ratio;
  if (value < COMPARE.drift && value > 1 / COMPARE.drift) return concluded;
  const moved = `all operations together took ${percent(value)} of the time that they took in base`;
  return conclude({
    ...comparison,
    incomparable: [`${moved}: the machine was busier or the whole build changed; three runs a side can tell which`],
  });
}

const conclude = (comparison: Omit<Comparison, 'conclusion' | 'headline'>): Comparison => {
  const { conclusion, headline } = headlineOf(comparison);
  return { ...comparison, conclusion, headline };
};

/** At the fastest tenth of the requests: what code takes, with the least waiting in it. */
function driftOf(readers: readonly RunReader[]): RatioEffect | null {
  const levels = machineSides(readers, ALL, 0);
  if (!levels) return null;
  const many = levels.base.length >= 3 && levels.new.length >= 3;
  const effect = ratioEffect(levels.base, levels.new, { limit: 1.15, chance: 0.005, better: 'less' });
  // One run a side cannot tell a slower build from a busier machine.
  return many ? effect : { ...effect, change: 'too-few' };
}

function comparedScopes(readers: readonly RunReader[], scopes: readonly Scope[]): ComparedScope[] {
  const byQuantile = QUANTILES.map(({ quantile, chance }, at) => {
    const measured = new Map(scopes.map((scope) => [scope, measureScope(readers, scope, quantile, at)]));
    const some = [...measured.values()].filter((it) => it !== null);
    const operations = some.filter((it) => it.scope.operation !== '').length;
    const each = (chance * COMPARE.operationsShare) / Math.max(1, operations);
    const rest = (chance * (1 - COMPARE.operationsShare)) / Math.max(1, some.length - operations);
    return { measured, some, chanceOf: (scope: Scope) => (scope.operation === '' ? rest : each) };
  });
  return scopes.map((scope) => {
    const latency = byQuantile.flatMap(({ measured, some, chanceOf }) => {
      const own = measured.get(scope);
      return own ? [latencyEffect(own, wobblesFor(scope, some), chanceOf(scope))] : [];
    });
    const of = (side: Side) => readers.filter((reader) => reader.side === side).map((reader) => reader.blocks(scope));
    return {
      ...scope,
      requests: { base: requests(of('base')), new: requests(of('new')) },
      latency,
      errors: errorEffect(of('base'), of('new'), scopes.length),
      throughput: throughputEffect(scope, of('base'), of('new'), scopes.length),
    };
  });
}

const requests = (side: readonly Blocks[]): number => side.reduce((sum, blocks) => sum + blocks.requests, 0);

/** Of journeys and of all: how often an operation is called is a matter of chance and of the others. */
function throughputEffect(
  scope: Scope,
  base: readonly Blocks[],
  fresh: readonly Blocks[],
  tests: number,
): ThroughputEffect {
  const levels = [base, fresh].map((side) => side.map(rateOf));
  const [a, b] = levels.map((side) => side.filter((it): it is Estimate => it !== null));
  if (!a || !b || a.length < base.length || b.length < fresh.length) {
    const rate = (side: readonly Blocks[]) => requests(side) / Math.max(1, side.length);
    return {
      base: rate(base),
      new: rate(fresh),
      ratio: { value: null, low: 0, high: null },
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
function rateOf(own: Blocks): Estimate | null {
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
