import { type Estimate, estimateOf, LEAST_WINDOWS, type Levels, meanOf, steadyMean, varianceOf } from './levels.ts';
import type { TwoSides } from './noise.ts';
import { type RunReader, witnesses } from './scopes.ts';
import { COMPARE } from './thresholds.ts';
import { type Scope, SIDES } from './types.ts';

/** Fewest other operations that can tell what the machine did. */
const LEAST_WITNESSES = 3;
/** What operations are thought to wobble by themselves when they are weighed as witnesses (natural logarithm). */
const OWN_WOBBLE = 0.05;

/** A scope's estimates at one quantile as measured. Null with too few windows. */
export function rawSides(readers: readonly RunReader[], scope: Scope, at: number): TwoSides | null {
  return sidesOf(readers, (reader) => {
    const { whole, drawn } = reader.levels(scope);
    return estimate(
      reader,
      scope,
      whole[at] ?? Number.NaN,
      drawn.map((one) => one[at] ?? Number.NaN),
    );
  });
}

/**
 * How slow a scope was beside the other operations of the same run: a shared machine slows all of them alike, and this takes it out. Null where too few others can
 * tell, or for everything together, beside which there is nothing.
 */
export function adjustedSides(readers: readonly RunReader[], scope: Scope, at: number): TwoSides | null {
  if (scope.journey === '' && scope.operation === '') return null;
  const moods = moodsOf(readers, scope, at);
  if (!moods) return null;
  return sidesOf(readers, (reader, i) => {
    const { whole, drawn } = reader.levels(scope);
    const mood = moods[i];
    if (!mood) return null;
    const log = (whole[at] ?? Number.NaN) - mood.whole;
    return estimate(
      reader,
      scope,
      log,
      drawn.map((one, r) => (one[at] ?? Number.NaN) - (mood.drawn[r] ?? Number.NaN)),
    );
  });
}

/** What all operations did together. */
export function machineSides(readers: readonly RunReader[], scope: Scope, at: number): TwoSides | null {
  const moods = moodsOf(readers, scope, at);
  return (
    moods &&
    sidesOf(readers, (reader, i) => estimate(reader, scope, moods[i]?.whole ?? Number.NaN, moods[i]?.drawn ?? []))
  );
}

const estimate = (reader: RunReader, scope: Scope, log: number, drawn: readonly number[]): Estimate | null =>
  Number.isFinite(log) && reader.windows(scope.phase) >= LEAST_WINDOWS
    ? estimateOf(log, drawn, reader.windows(scope.phase))
    : null;

interface Mood {
  readonly whole: number;
  readonly drawn: readonly number[];
}

/** The machine's mood in each run: what the witnesses did against what each does on the whole of both sides. */
function moodsOf(readers: readonly RunReader[], scope: Scope, at: number): readonly Mood[] | null {
  const known = witnesses(readers, scope).flatMap((operation) => {
    const levels = readers.map((reader) => reader.levels({ journey: '', operation, phase: scope.phase }));
    if (levels.some((it) => it.requests < COMPARE.leastRequests)) return [];
    const usual = meanOf(
      SIDES.map((side) =>
        meanOf(levels.filter((_, i) => readers[i]?.side === side).map((it) => it.whole[at] ?? Number.NaN)),
      ),
    );
    if (!Number.isFinite(usual)) return [];
    return [{ levels, usual, weight: 1 / (meanOf(levels.map((it) => spread(it, at))) + OWN_WOBBLE ** 2) }];
  });
  if (known.length < LEAST_WITNESSES) return null;
  return readers.map((_, i) => {
    const mood = (level: (it: Levels) => number | undefined) =>
      steadyMean(
        known.flatMap(({ levels, usual, weight }) => {
          const own = levels[i];
          const value = (own && level(own)) ?? Number.NaN;
          return Number.isFinite(value) ? [{ value: value - usual, weight }] : [];
        }),
      );
    const resamples = known[0]?.levels[i]?.drawn ?? [];
    return { whole: mood((it) => it.whole[at]), drawn: resamples.map((_, r) => mood((it) => it.drawn[r]?.[at])) };
  });
}

const spread = (levels: Levels, at: number): number =>
  varianceOf(levels.drawn.map((one) => one[at] ?? Number.NaN).filter(Number.isFinite));

function sidesOf(
  readers: readonly RunReader[],
  of: (reader: RunReader, i: number) => Estimate | null,
): TwoSides | null {
  const sides: { base: Estimate[]; new: Estimate[] } = { base: [], new: [] };
  for (const [i, reader] of readers.entries()) {
    const one = of(reader, i);
    if (!one) return null;
    sides[reader.side].push(one);
  }
  return sides;
}
