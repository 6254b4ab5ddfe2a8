import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rngFor } from '../../lib/random/index.ts';
import { bestSplit, changePoints } from './change-points.ts';

/** Nightly p95s: a level with log-normal noise of about 4 %. */
function noisy(length: number, level: (i: number) => number, seed: number, noise = 0.04): number[] {
  const rng = rngFor(seed, 'series');
  const normal = () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
  return Array.from({ length }, (_, i) => level(i) * Math.exp(noise * normal()));
}

const SERIES = 100;
const seeds = Array.from({ length: SERIES }, (_, i) => i + 1);
const rate = (hit: (seed: number) => boolean): number => seeds.filter(hit).length / SERIES;

describe('rates over 100 synthetic series of 60 nights with 4 % noise', () => {
  test('none: at most 2 in 100 raise a false alarm', () => {
    expect(
      rate(
        (seed) =>
          changePoints(
            noisy(60, () => 100, seed),
            { seed },
          ).length > 0,
      ),
    ).toBeLessThanOrEqual(0.02);
  });

  test('step of 10 %: found within two nights in at least 95 of 100', () => {
    const found = (seed: number) => {
      const points = changePoints(
        noisy(60, (i) => (i < 40 ? 100 : 110), seed),
        { seed },
      );
      return points.some((point) => Math.abs(point.index - 40) <= 2 && point.change > 0.05);
    };
    expect(rate(found)).toBeGreaterThanOrEqual(0.95);
  });

  test('drift of 1 % a night over 20 nights: found in at least 95 of 100, always as a rise', () => {
    const drift = (seed: number) =>
      changePoints(
        noisy(60, (i) => 100 * 1.01 ** Math.max(0, Math.min(20, i - 30)), seed),
        { seed },
      );
    expect(rate((seed) => drift(seed).length > 0)).toBeGreaterThanOrEqual(0.95);
    expect(seeds.every((seed) => drift(seed).every((point) => point.change > 0))).toBe(true);
  });

  test('one outlier of five times the level: at most 2 in 100 raise an alarm', () => {
    const outlier = (seed: number) =>
      changePoints(
        noisy(60, (i) => (i === 37 ? 500 : 100), seed),
        { seed },
      );
    expect(rate((seed) => outlier(seed).length > 0)).toBeLessThanOrEqual(0.02);
  });

  test('bimodal nights without a change: at most 3 in 100 raise an alarm', () => {
    const bimodal = (seed: number) => {
      const rng = rngFor(seed, 'modes');
      return changePoints(
        noisy(60, () => (rng.next() < 0.5 ? 100 : 130), seed),
        { seed },
      );
    };
    expect(rate((seed) => bimodal(seed).length > 0)).toBeLessThanOrEqual(0.03);
  });
});

test('two steps are both found, with the medians of their segments', () => {
  const points = changePoints(
    noisy(90, (i) => (i < 30 ? 100 : i < 60 ? 140 : 90), 7),
    { seed: 7 },
  );
  expect(points.map((point) => point.index)).toEqual([30, 60]);
  expect(points[0]?.change).toBeCloseTo(0.4, 1);
  expect(points[1]?.change).toBeCloseTo(-0.36, 1);
});

test('the same seed gives the same answer', () => {
  const series = noisy(80, (i) => (i < 50 ? 100 : 108), 3);
  expect(changePoints(series, { seed: 5 })).toEqual(changePoints(series, { seed: 5 }));
});

test('a short, empty or constant series has no change point', () => {
  expect(changePoints([])).toEqual([]);
  expect(changePoints([1, 2, 3, 4, 5])).toEqual([]);
  expect(changePoints(new Array(50).fill(3))).toEqual([]);
});

test('the fast split is the one that the definition gives', () => {
  const slow = (values: readonly number[], minSegment: number) => {
    const mean = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, x) => sum + b.reduce((inner, y) => inner + Math.abs(x - y), 0), 0) / (a.length * b.length);
    let best = { at: minSegment, divergence: -Infinity };
    for (let at = minSegment; at <= values.length - minSegment; at++) {
      const [x, y] = [values.slice(0, at), values.slice(at)];
      const divergence = ((x.length * y.length) / values.length) * (2 * mean(x, y) - mean(x, x) - mean(y, y));
      if (divergence > best.divergence + 1e-9) best = { at, divergence };
    }
    return best;
  };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 6, maxLength: 30 }), (values) => {
      expect(bestSplit(values, 3).divergence).toBeCloseTo(slow(values, 3).divergence, 6);
    }),
  );
});
