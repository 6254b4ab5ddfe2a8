import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rngFor, zipfRank } from './index.ts';

describe('zipfRank', () => {
  it('stays among the ranks, and grows with the number it is made from', () => {
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const exponent = fc.double({ min: 0.2, max: 2.5, noNaN: true });
    fc.assert(
      fc.property(unit, unit, fc.integer({ min: 1, max: 1_000_000 }), exponent, (a, b, n, s) => {
        const [low, high] = [zipfRank(Math.min(a, b), n, s), zipfRank(Math.max(a, b), n, s)];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(high);
        expect(high).toBeLessThan(n);
      }),
    );
  });

  it.each([0.8, 1, 1.2])('is as skewed as asked (exponent %d)', (exponent) => {
    const rng = rngFor(3, 'zipf');
    const counts = new Float64Array(1000);
    for (let i = 0; i < 200_000; i++) {
      const rank = zipfRank(rng.next(), 1000, exponent);
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
    const share = (from: number, to: number) => counts.slice(from, to).reduce((sum, count) => sum + count, 0);
    const expected = (from: number, to: number) => {
      let sum = 0;
      for (let rank = from + 1; rank <= to; rank++) sum += rank ** -exponent;
      return sum;
    };
    const measured = share(10, 100) / share(100, 1000);
    const wanted = expected(10, 100) / expected(100, 1000);
    expect(measured / wanted).toBeGreaterThan(0.93);
    expect(measured / wanted).toBeLessThan(1.07);
  });
});
