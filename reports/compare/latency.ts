import { adjustedLevel, type Estimate, machineLevel, meanOf, rawLevel } from './levels.ts';
import { differenceOf, shiftOf, type TwoSides, type Wobble, wobbleOf } from './noise.ts';
import { moodsOf, type RunBlocks } from './scopes.ts';
import { COMPARE } from './thresholds.ts';
import type { Change, LatencyEffect, Scope } from './types.ts';

/** A scope's levels at one quantile on both sides, before anything is concluded. */
export interface Levels {
  readonly scope: Scope;
  readonly quantile: number;
  readonly raw: TwoSides;
  readonly adjusted: TwoSides | null;
}

/** What a scope needs to be compared at a quantile: enough requests in every run to have some beyond it. */
const leastFor = (quantile: number): number =>
  quantile > 0.5 ? Math.ceil(10 / (1 - quantile)) : COMPARE.leastRequests;

/** Null where a run has too few requests or windows. */
export function levelsOf(scope: Scope, cuts: readonly RunBlocks[], quantile: number, seed: number): Levels | null {
  if (cuts.some((cut) => cut.own.requests < leastFor(quantile))) return null;
  const raw = sidesOf(cuts, (cut) => rawLevel(cut.own, quantile, seed));
  if (!raw) return null;
  const whole = scope.journey === '' && scope.operation === '';
  const moods = whole ? [] : moodsOf(cuts, quantile);
  const adjusted = sidesOf(cuts, (cut, i) => adjustedLevel(cut.own, moods[i] ?? [], quantile, seed));
  return { scope, quantile, raw, adjusted };
}

/** What everything did together at a quantile. */
export const machineOf = (cuts: readonly RunBlocks[], quantile: number, seed: number): TwoSides | null => {
  const moods = moodsOf(cuts, quantile);
  return sidesOf(cuts, (_, i) => machineLevel(moods[i] ?? [], quantile, seed));
};

function sidesOf(
  cuts: readonly RunBlocks[],
  estimate: (cut: RunBlocks, i: number) => Estimate | null,
): TwoSides | null {
  const sides: { base: Estimate[]; new: Estimate[] } = { base: [], new: [] };
  for (const [i, cut] of cuts.entries()) {
    const one = estimate(cut, i);
    if (!one) return null;
    sides[cut.side].push(one);
  }
  return sides;
}

/** How much runs wobble at one quantile, as raw figures and with the machine's mood taken out: learned from operations, which are many. */
export interface Wobbles {
  readonly raw: Wobble;
  readonly adjusted: Wobble;
}

export function wobblesOf(levels: readonly Levels[]): Wobbles {
  const operations = levels.filter((it) => it.scope.operation !== '');
  return {
    raw: wobbleOf(operations.map((it) => it.raw)),
    adjusted: wobbleOf(operations.flatMap((it) => it.adjusted ?? [])),
  };
}

/** `chance`: the false alarm that this one test may raise. */
export function latencyEffect({ quantile, raw, adjusted }: Levels, wobbles: Wobbles, chance: number): LatencyEffect {
  const measured = shiftOf(raw, wobbles.raw);
  // Without others to tell the machine's mood, the raw figures have to be beyond what runs are assumed to wobble.
  const judged = adjusted ? shiftOf(adjusted, wobbles.adjusted) : measured;
  const level = (side: keyof TwoSides) => Math.exp(meanOf(raw[side].map((it) => it.log))) / 1000;
  const gainMs = level('base') * Math.abs(Math.expm1(differenceOf(adjusted ?? raw)));
  const large = gainMs >= COMPARE.slowerMs;
  const change: Change =
    large && judged.pRise < chance && judged.ratio.value >= COMPARE.slower
      ? 'regression'
      : large && judged.pFall < chance && judged.ratio.value <= 1 / COMPARE.slower
        ? 'improvement'
        : 'none';
  return {
    quantile,
    baseMs: level('base'),
    newMs: level('new'),
    raw: measured.ratio,
    adjusted: adjusted ? judged.ratio : null,
    p: judged.pRise,
    change,
  };
}
