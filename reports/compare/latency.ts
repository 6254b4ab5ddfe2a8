import { meanOf } from './levels.ts';
import { adjustedSides, rawSides } from './mood.ts';
import { differenceOf, shiftOf, type TwoSides, type Wobble, wobbleOf } from './noise.ts';
import type { RunReader } from './scopes.ts';
import { COMPARE } from './thresholds.ts';
import type { Change, LatencyEffect, Scope } from './types.ts';

/** A scope at one quantile on both sides, before anything is concluded. */
export interface Measured {
  readonly scope: Scope;
  readonly quantile: number;
  readonly raw: TwoSides;
  readonly adjusted: TwoSides | null;
  /** In the run that has fewest. */
  readonly requests: number;
}

/** What a scope needs to be compared at a quantile: enough requests in every run to have some beyond it. */
const leastFor = (quantile: number): number =>
  quantile > 0.5 ? Math.ceil(10 / (1 - quantile)) : COMPARE.leastRequests;

/** Null where a run has too few requests or windows. `at`: place of the quantile among those that are read. */
export function measureScope(
  readers: readonly RunReader[],
  scope: Scope,
  quantile: number,
  at: number,
): Measured | null {
  const requests = Math.min(...readers.map((reader) => reader.blocks(scope).requests));
  if (requests < leastFor(quantile)) return null;
  const raw = rawSides(readers, scope, at);
  return raw && { scope, quantile, raw, adjusted: adjustedSides(readers, scope, at), requests };
}

/** How much runs wobble at one quantile, as raw figures and with the machine's mood taken out. */
export interface Wobbles {
  readonly raw: Wobble;
  readonly adjusted: Wobble;
}

/** A scope is held against what the other operations did: what it did itself is the question. */
export function wobblesFor(scope: Scope, all: readonly Measured[]): Wobbles {
  const operations = all.filter((it) => it.scope.operation !== '' && it.scope.operation !== scope.operation);
  return {
    raw: wobbleOf(operations.map(({ raw, requests }) => ({ sides: raw, requests }))),
    adjusted: wobbleOf(operations.flatMap(({ adjusted, requests }) => (adjusted ? { sides: adjusted, requests } : []))),
  };
}

/** `chance`: the false alarm that this one test may raise. */
export function latencyEffect(
  { scope, quantile, raw, adjusted }: Measured,
  wobbles: Wobbles,
  chance: number,
): LatencyEffect {
  const measured = shiftOf(raw, wobbles.raw);
  // Without others to tell the machine's mood, the raw figures have to be beyond what runs are assumed to wobble.
  const judged = adjusted ? shiftOf(adjusted, wobbles.adjusted) : measured;
  const level = (side: keyof TwoSides) => Math.exp(meanOf(raw[side].map((it) => it.log))) / 1000;
  const shown = { quantile, baseMs: level('base'), newMs: level('new'), raw: measured.ratio };
  const whole = scope.operation === '' && scope.journey === '';
  if (whole) return { ...shown, adjusted: null, p: null, change: 'too-few' };
  const moved = level('base') * Math.abs(Math.expm1(differenceOf(adjusted ?? raw)));
  const large = moved >= COMPARE.slowerMs;
  const change: Change =
    large && judged.pRise < chance && judged.ratio.value >= COMPARE.slower
      ? 'regression'
      : large && judged.pFall < chance && judged.ratio.value <= 1 / COMPARE.slower
        ? 'improvement'
        : 'none';
  return { ...shown, adjusted: adjusted ? judged.ratio : null, p: judged.pRise, change };
}
