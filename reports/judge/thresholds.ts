/** When the generator's own work makes a run say nothing about the target. */
export const GENERATOR = {
  /**
   * Highest p95 of the schedule lag, ms. A crowd looks at its wheel every 50 ms at most, so a healthy generator stays under
   * 50; twice that means that users waited for the generator, and that the load was not the planned one.
   */
  lagP95Ms: 100,
  /** Shortest measured window, ms. */
  leastMeasuredMs: 5000,
  /** Part of the measured window that may be missing at its end. */
  missingTail: 0.05,
  /** Part of a journey's planned users that must have been active at once. */
  usersReached: 0.95,
} as const;

/** How sure a judgement on few samples has to be. */
export const CONFIDENCE = 0.95;

/**
 * The fewest samples that can show, with 95 % confidence, that at most `allowed` of all requests are bad: so many that a target which only just breaches
 * would have shown a bad one. p95 needs 59, p99 needs 299, errors under 2 % need 149.
 */
export const leastSamples = (allowed: number): number =>
  allowed >= 1 ? 1 : Math.ceil(Math.log(1 - CONFIDENCE) / Math.log(1 - allowed));
