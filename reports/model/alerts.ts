import { milliseconds, percent } from '../format.ts';
import { surelyAbove } from '../stats/index.ts';
import { ALL_REQUESTS, type Row, type Tables } from './rows.ts';

/** Figures beyond an alert threshold of pack 353, "Alert Thresholds": in production somebody would have been called. Alerts inform; objectives decide. */
export interface Alert {
  readonly severity: 'warning' | 'critical';
  /** `Errors`, `Latency p95` or `Payment failures`. */
  readonly title: string;
  readonly threshold: string;
  /** What is beyond it, with its figure: the load as a whole or an operation. */
  readonly subjects: readonly string[];
}

interface Rule {
  readonly title: string;
  readonly warning: number;
  readonly critical: number;
  readonly appliesTo: (row: Row) => boolean;
  readonly beyond: (row: Row, limit: number) => boolean;
  readonly measured: (row: Row) => string;
  readonly unit: (limit: number) => string;
}

const PAYMENT_OPERATIONS = new Set(['purchaseTokens']);
/** A few failures of a few requests call nobody: a rate must be beyond doubt. */
const failing = {
  beyond: (row: Row, limit: number) => surelyAbove(row.errors, row.requests, limit),
  measured: (row: Row) => percent(row.errorRate),
  unit: percent,
};

const RULES: readonly Rule[] = [
  {
    ...{ title: 'Payment failures', warning: 0.05, critical: 0.1, ...failing },
    appliesTo: (row) => PAYMENT_OPERATIONS.has(row.name),
  },
  {
    ...{ title: 'Errors', warning: 0.02, critical: 0.05, ...failing },
    appliesTo: (row) => !PAYMENT_OPERATIONS.has(row.name),
  },
  {
    ...{ title: 'Latency p95', warning: 2000, critical: 5000 },
    appliesTo: () => true,
    beyond: (row, limit) => (row.p95 ?? 0) > limit,
    measured: (row) => milliseconds(row.p95 ?? 0),
    unit: milliseconds,
  },
];

/** Alerts on the whole load and on each operation, critical ones first. */
export function alertsOf({ total, operations }: Tables): readonly Alert[] {
  const rows = [total, ...operations];
  return (['critical', 'warning'] as const).flatMap((severity) =>
    RULES.flatMap((rule): Alert[] => {
      const subjects = rows
        .filter((row) => rule.appliesTo(row) && severityOf(rule, row) === severity)
        .map((row) => subject(rule, row));
      if (subjects.length === 0) return [];
      return [{ severity, title: rule.title, threshold: `> ${rule.unit(rule[severity])}`, subjects }];
    }),
  );
}

const severityOf = (rule: Rule, row: Row): Alert['severity'] | undefined =>
  (['critical', 'warning'] as const).find((severity) => rule.beyond(row, rule[severity]));

const subject = (rule: Rule, row: Row): string =>
  `${row.name === ALL_REQUESTS ? 'all requests' : row.name} ${rule.measured(row)}`;

/** `Errors > 5 %: swipe 6 %, voice 7 % and 3 more`. */
export function alertText({ title, threshold, subjects }: Alert, most = 6): string {
  const rest = subjects.length - most;
  return `${title} ${threshold}: ${subjects.slice(0, most).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
