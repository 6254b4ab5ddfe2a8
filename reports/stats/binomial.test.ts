import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atLeast, surelyAbove } from './binomial.ts';

describe('binomial tail', () => {
  it.each([
    [1, 3, 0.05, 1 - 0.95 ** 3],
    [3, 3, 0.5, 0.125],
    [0, 10, 0.2, 1],
    [11, 10, 0.2, 0],
    [2, 2, 1, 1],
  ])('at least %d of %d at %d', (successes, trials, probability, chance) => {
    expect(atLeast(successes, trials, probability)).toBeCloseTo(chance, 12);
  });

  it('falls with each success asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (trials, probability) => {
          for (let k = 1; k <= trials; k++) {
            expect(atLeast(k, trials, probability)).toBeLessThanOrEqual(atLeast(k - 1, trials, probability) + 1e-9);
          }
        },
      ),
    );
  });

  it('is sure of nothing from one failure in three, and of five in five', () => {
    expect(surelyAbove(1, 3, 0.05)).toBe(false);
    expect(surelyAbove(5, 5, 0.05)).toBe(true);
    expect(surelyAbove(0, 0, 0.05)).toBe(false);
  });

  it('is the same test on both sides of where it becomes approximate', () => {
    for (const share of [0.02, 0.05, 0.3]) {
      const least = (trials: number) =>
        Array.from({ length: trials }, (_, k) => k).find((k) => surelyAbove(k, trials, share));
      expect(Math.abs((least(2000) ?? 0) - (least(2001) ?? 0))).toBeLessThanOrEqual(2);
    }
  });
});
