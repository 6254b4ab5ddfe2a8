/** How much worse than the baseline a run may be, as a share: 0.25 lets a latency rise by a quarter. Errors are a difference of rates. */
export interface Tolerances {
  readonly latency: number;
  readonly errors: number;
  readonly throughput: number;
  readonly cost: number;
}

export const DEFAULT_TOLERANCES: Tolerances = { latency: 0.25, errors: 0.01, throughput: 0.1, cost: 0.1 };
