/**
 * Service-level objectives, defined once: k6 thresholds, the verdict, the report and the OpenSLO export are made from these.
 * The figures are those of pack 353 §7.
 */
export interface Slo {
  /** Unique within a workload, such as `mixed-10k.p95`. */
  readonly id: string;
  readonly title: string;
  /** What is measured: latency quantile in ms, or a ratio between 0 and 1. */
  readonly indicator:
    | { readonly kind: 'latency'; readonly quantile: number }
    | { readonly kind: 'error-rate' }
    | { readonly kind: 'cache-hit-rate' }
    | { readonly kind: 'events-exactly-once' };
  /** Which samples count; both absent: all of the workload. */
  readonly journey?: string;
  readonly operation?: string;
  readonly comparison: '<' | '<=' | '>' | '>=' | '==';
  /** ms for latency; a ratio for rates; for `events-exactly-once` the number of lost or doubled events (0). */
  readonly objective: number;
}
