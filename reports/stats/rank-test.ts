/** A latency's distribution as counts per value: what a histogram holds. */
export type Weighted = readonly (readonly [value: number, count: number])[];

export interface RankTest {
  /** Chance that a random value of `a` exceeds one of `b`, ties counting half: 0.5 where they do not differ. */
  readonly superiority: number;
  /** Two-sided p-value of the Mann–Whitney test, by the normal approximation with tie correction. */
  readonly p: number;
}

/**
 * Mann–Whitney's rank test of two weighted samples. A rank test, because latencies have a long tail: a few slow requests must not decide.
 */
export function rankTest(a: Weighted, b: Weighted): RankTest {
  const values = new Map<number, { a: number; b: number }>();
  const collect = (sample: Weighted, side: 'a' | 'b') => {
    for (const [value, count] of sample) {
      const entry = values.get(value) ?? { a: 0, b: 0 };
      entry[side] += count;
      values.set(value, entry);
    }
  };
  collect(a, 'a');
  collect(b, 'b');
  let [seenB, wins, ties, na, nb] = [0, 0, 0, 0, 0];
  for (const [, entry] of [...values].sort(([x], [y]) => x - y)) {
    wins += entry.a * (seenB + entry.b / 2);
    seenB += entry.b;
    na += entry.a;
    nb += entry.b;
    ties += (entry.a + entry.b) ** 3 - (entry.a + entry.b);
  }
  if (na === 0 || nb === 0) return { superiority: 0.5, p: 1 };
  const n = na + nb;
  const variance = ((na * nb) / 12) * (n + 1 - ties / (n * Math.max(1, n - 1)));
  const z = variance <= 0 ? 0 : (wins - (na * nb) / 2) / Math.sqrt(variance);
  return { superiority: wins / (na * nb), p: twoSidedP(z) };
}

/** P(|Z| ≥ |z|) of the standard normal distribution (Abramowitz & Stegun 7.1.26; error below 1.5e-7). */
export function twoSidedP(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.min(1, Math.max(0, series * Math.exp(-x * x)));
}
