import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNTRY_SHARES, numberOf, TENANTS, uidOf, userAt } from './index.ts';

describe('userAt', () => {
  it('is a function of number and seed alone', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.integer(), (n, seed) => {
        expect(userAt(n, seed)).toEqual(userAt(n, seed));
        expect(numberOf(uidOf(n))).toBe(n);
      }),
    );
  });

  it('spreads countries and tenants as declared, and another seed makes other people', () => {
    const users = Array.from({ length: 20_000 }, (_, n) => userAt(n, 7));
    for (const [country, share] of COUNTRY_SHARES) {
      const measured = users.filter((user) => user.country === country).length / users.length;
      expect(Math.abs(measured - share), country).toBeLessThan(0.015);
    }
    expect(new Set(users.map((user) => user.tenant)).size).toBe(TENANTS);
    const changed = users.filter((user) => user.country !== userAt(user.n, 8).country).length;
    expect(changed / users.length).toBeGreaterThan(0.5);
  });

  it('knows foreign ids', () => {
    for (const uid of ['', 'u', 'u-1', 'u01', 'v1', 'u1.5', 'u1e3']) expect(numberOf(uid), uid).toBe(-1);
  });
});
