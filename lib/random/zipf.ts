/**
 * A rank in [0, n) with Zipf-like popularity: rank r comes up in proportion to about 1 / (r + 1)^exponent. The inverse of the continuous law, so it
 * needs neither tables nor rejection: one seeded number in [0, 1) gives one rank.
 */
export function zipfRank(unit: number, n: number, exponent = 1): number {
  const power = 1 - exponent;
  const x = Math.abs(power) < 1e-9 ? (n + 1) ** unit : (1 + unit * ((n + 1) ** power - 1)) ** (1 / power);
  return Math.min(n - 1, Math.max(0, Math.floor(x) - 1));
}
