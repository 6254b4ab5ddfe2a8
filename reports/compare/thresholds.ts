/**
 * When a difference is called a regression: it must be improbable between equal builds, and large enough to matter. The chances are shared out over all
 * tests of a kind (Bonferroni), so that a whole comparison of equal builds raises a false alarm in at most about one of twenty.
 */
export const COMPARE = {
  /**
   * Latency: chance of a false alarm for each quantile, over all scopes. Most goes to the fastest tenth: it shows what the code itself takes, while waiting for a
   * busy machine shows in the upper quantiles.
   */
  latency: { 0.1: 0.025, 0.5: 0.008, 0.95: 0.007 },
  /** Part of the chances of latency that operations take, which say where the fault is; journeys and phases share the rest. */
  operationsShare: 0.8,
  errors: 0.005,
  throughput: 0.0025,
  cost: 0.0025,
  /** Smallest slowdown, as a ratio of the latencies with the machine's mood taken out. */
  slower: 1.1,
  /** Smallest slowdown, ms: what nobody can notice is none. */
  slowerMs: 0.05,
  /** Smallest rise of an error rate. */
  moreErrors: 0.005,
  /** Largest throughput, against base, that counts as lost. */
  lessThroughput: 0.95,
  dearer: 1.05,
  /** Beyond this much of a change of everything together, one run a side cannot tell the build from the machine. */
  drift: 2,
  /** Fewest requests that a scope needs on each side, in each run. */
  leastRequests: 59,
  /** Smallest share of requests, of each side, that belong to operations which both sides have. */
  overlap: 0.8,
  /** Run-to-run standard deviation (natural logarithm) that is assumed where nothing at hand can tell it. */
  assumedWobble: 0.15,
  /** The least that is ever believed. */
  leastWobble: 0.02,
} as const;

/** Quantiles that are compared, with the chance of a false alarm that each may take. */
export const QUANTILES = Object.entries(COMPARE.latency).map(([quantile, chance]) => ({
  quantile: Number(quantile),
  chance,
}));
