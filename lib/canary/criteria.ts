/** When a canary may grow and when it is taken back: the criteria of the thorbis document, as data. A flag of its own is one entry here. */

export const CANARY_METRICS = [
  'execution_success_rate',
  'error_rate',
  'latency_p95',
  'customer_satisfaction',
  'support_ticket_increase',
  'critical_errors',
] as const;
/** Rates are shares from 0 to 1, `latency_p95` is ms, `critical_errors` a count. The last three nobody can read from samples. */
export type CanaryMetric = (typeof CANARY_METRICS)[number];

export interface Criterion {
  readonly metric: CanaryMetric;
  readonly comparison: '<' | '<=' | '>' | '>=';
  readonly value: number;
}

export interface CanaryCriteria {
  /** All must hold before it grows. */
  readonly success: readonly Criterion[];
  /** Any one takes it back. */
  readonly rollback: readonly Criterion[];
}

const INVOICES_WRITE: CanaryCriteria = {
  success: [
    { metric: 'execution_success_rate', comparison: '>=', value: 0.99 },
    { metric: 'error_rate', comparison: '<=', value: 0.005 },
    { metric: 'latency_p95', comparison: '<=', value: 800 },
    { metric: 'customer_satisfaction', comparison: '>=', value: 0.95 },
    { metric: 'support_ticket_increase', comparison: '<=', value: 0.1 },
  ],
  rollback: [
    { metric: 'execution_success_rate', comparison: '<', value: 0.95 },
    { metric: 'error_rate', comparison: '>', value: 0.02 },
    { metric: 'critical_errors', comparison: '>=', value: 2 },
    { metric: 'customer_satisfaction', comparison: '<', value: 0.85 },
  ],
};

const BY_FLAG: Readonly<Record<string, CanaryCriteria>> = { 'invoices.write': INVOICES_WRITE };

/** The criteria of a flag; one without its own follows the document's example. */
export const criteriaFor = (flag: string): CanaryCriteria => BY_FLAG[flag] ?? INVOICES_WRITE;

/** The way back that fits what is broken: the mildest for opinions, the quickest for critical errors. */
export const wayBack = ({ metric }: Criterion): 'gradual' | 'immediate' | 'kill_switch' =>
  metric === 'critical_errors' ? 'kill_switch' : metric === 'customer_satisfaction' ? 'gradual' : 'immediate';
