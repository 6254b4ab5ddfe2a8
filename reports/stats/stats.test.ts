import { describe, expect, test } from 'vitest';
import { rngFor } from '../../lib/random/index.ts';
import { differenceOfProportions, wilson } from './proportions.ts';
import { rankTest, twoSidedP } from './rank-test.ts';
import { fitUsl, uslAt } from './usl.ts';

describe('proportions', () => {
  test('Wilson’s interval gives the published figures for 81 of 263 (Newcombe 1998)', () => {
    const { low, high } = wilson(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  test('no success still leaves room for some', () => {
    expect(wilson(0, 20).high).toBeCloseTo(0.1611, 4);
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });

  test('the difference of 56/70 and 48/80 has the published interval (Newcombe 1998, method 10)', () => {
    const { difference, low, high } = differenceOfProportions(
      { successes: 56, trials: 70 },
      { successes: 48, trials: 80 },
    );
    expect(difference).toBeCloseTo(0.2, 6);
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });
});

describe('rank test', () => {
  const sample = (seed: number, shift: number) => {
    const rng = rngFor(seed, `rank${shift}`);
    return Array.from({ length: 300 }, () => [Math.round(-20 * Math.log(1 - rng.next())) + shift, 1] as const);
  };

  test('equal distributions are called different in about 1 of 20', () => {
    let alarms = 0;
    for (let seed = 0; seed < 200; seed++) if (rankTest(sample(seed, 0), sample(seed + 1000, 0)).p < 0.05) alarms++;
    expect(alarms).toBeLessThan(20);
    expect(alarms).toBeGreaterThan(2);
  });

  test('a shift is found, and its direction', () => {
    const { p, superiority } = rankTest(sample(1, 5), sample(2, 0));
    expect(p).toBeLessThan(0.001);
    expect(superiority).toBeGreaterThan(0.55);
  });

  test('no samples decide nothing', () => {
    expect(rankTest([], [[1, 5]])).toEqual({ superiority: 0.5, p: 1 });
  });

  test('the normal tail is right to six digits', () => {
    expect(twoSidedP(1.959964)).toBeCloseTo(0.05, 6);
    expect(twoSidedP(2.575829)).toBeCloseTo(0.01, 6);
  });
});

describe('Universal Scalability Law', () => {
  const truth = { lambda: 995, sigma: 0.0267, kappa: 0.00077 };
  const loads = [1, 2, 4, 8, 16, 32, 48, 64];

  test('exact points give the law back', () => {
    const fit = fitUsl(loads.map((load) => ({ load, throughput: uslAt(truth, load) })));
    expect(fit.lambda).toBeCloseTo(truth.lambda, 3);
    expect(fit.sigma).toBeCloseTo(truth.sigma, 6);
    expect(fit.kappa).toBeCloseTo(truth.kappa, 8);
    expect(fit.peakLoad).toBeCloseTo(Math.sqrt((1 - truth.sigma) / truth.kappa), 3);
    expect(fit.r2).toBeCloseTo(1, 9);
  });

  test('noise of 3 % moves the peak by less than a fifth', () => {
    const rng = rngFor(4, 'usl');
    const fit = fitUsl(
      loads.map((load) => ({ load, throughput: uslAt(truth, load) * (1 + 0.06 * (rng.next() - 0.5)) })),
    );
    expect(fit.peakLoad / Math.sqrt((1 - truth.sigma) / truth.kappa)).toBeGreaterThan(0.8);
    expect(fit.peakLoad / Math.sqrt((1 - truth.sigma) / truth.kappa)).toBeLessThan(1.2);
  });

  test('a system that scales linearly has no peak', () => {
    expect(fitUsl(loads.map((load) => ({ load, throughput: 10 * load }))).peakLoad).toBe(Infinity);
  });

  test('two loads are too few', () => {
    expect(() =>
      fitUsl([
        { load: 1, throughput: 1 },
        { load: 2, throughput: 2 },
      ]),
    ).toThrow('at least three');
  });
});
