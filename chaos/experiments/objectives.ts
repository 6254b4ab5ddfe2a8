/** Objectives for the time in which a fault is in force. */
import type { Slo } from '../../lib/slo/index.ts';

interface Scope {
  readonly journey?: string;
  readonly operation?: string;
}

const nameOf = ({ journey, operation }: Scope) => operation ?? journey ?? 'all requests';
const idOf = (what: string, { journey, operation }: Scope) => ['during', operation ?? journey ?? 'all', what].join('.');

/** At most this ratio of the requests fails. */
export const errorsBelow = (ratio: number, scope: Scope = {}): Slo => ({
  id: idOf('errors', scope),
  title: `Errors of ${nameOf(scope)}`,
  indicator: { kind: 'error-rate' },
  ...scope,
  comparison: '<',
  objective: ratio,
});

/** 95 % of the requests take less than this, ms. */
export const p95Below = (ms: number, scope: Scope = {}): Slo => ({
  id: idOf('p95', scope),
  title: `p95 of ${nameOf(scope)}`,
  indicator: { kind: 'latency', quantile: 0.95 },
  ...scope,
  comparison: '<',
  objective: ms,
});
