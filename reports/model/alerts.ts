import { milliseconds, percent } from '../format.ts';
import { surelyAbove } from '../stats/index.ts';
import type { Row, Tables } from './rows.ts';

/** A figure beyond an alert threshold of pack 353, "Alert Thresholds": in production somebody would have been called. Alerts inform; objectives decide. */
export interface Alert {
  readonly severity: 'warning' | 'critical';
  readonly title: string;
  readonly measured: string;
  readonly threshold: string;
}

interface Threshold {
  readonly warning: number;
  readonly critical: number;
}

const ERRORS: Threshold = { warning: 0.02, critical: 0.05 };
const P95_MS: Threshold = { warning: 2000, critical: 5000 };
const PAYMENTS: Threshold = { warning: 0.05, critical: 0.1 };
const PAYMENT_OPERATIONS = new Set(['purchaseTokens']);

/** Alerts on the whole load and on each operation, critical ones first. A few failures of a few requests call nobody: a rate must be beyond doubt. */
export function alertsOf({ total, operations }: Tables): readonly Alert[] {
  const alerts = [total, ...operations].flatMap((row) => [...errorAlert(row), ...latencyAlert(row)]);
  return alerts.toSorted((a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'));
}

function errorAlert(row: Row): Alert[] {
  const limits = PAYMENT_OPERATIONS.has(row.name) ? PAYMENTS : ERRORS;
  const beyond = (limit: number) => surelyAbove(row.errors, row.requests, limit);
  return alert(beyond, limits, `Errors of ${row.name}`, percent(row.errorRate), percent);
}

function latencyAlert(row: Row): Alert[] {
  const p95 = row.p95 ?? 0;
  return alert((limit) => p95 > limit, P95_MS, `p95 of ${row.name}`, milliseconds(p95), milliseconds);
}

function alert(
  beyond: (limit: number) => boolean,
  limits: Threshold,
  title: string,
  measured: string,
  unit: (n: number) => string,
): Alert[] {
  const severity = (['critical', 'warning'] as const).find((it) => beyond(limits[it]));
  return severity ? [{ severity, title, measured, threshold: `> ${unit(limits[severity])}` }] : [];
}
