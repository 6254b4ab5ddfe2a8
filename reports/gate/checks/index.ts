/** What decides an item: one file for each kind, and one line here. */
import type { CheckConfig } from '../config/checks.ts';
import { examineAlertsConfigured, examineAlertsQuiet } from './alerts.ts';
import { examineBudget } from './budget.ts';
import { examineCanary } from './canary.ts';
import { examineCi } from './ci.ts';
import { examineDocument } from './document.ts';
import { examineFlag } from './flag.ts';
import { examineIncidents } from './incidents.ts';
import { examineMetric, examineStay } from './metric.ts';
import { examineMigrations } from './migrations.ts';
import { examineRun } from './run.ts';
import { examineSigned } from './signed.ts';
import type { CheckContext, Examine, Outcome } from './types.ts';

const CHECKS: { readonly [K in CheckConfig['kind']]: Examine<K> } = {
  ci: examineCi,
  run: examineRun,
  signed: examineSigned,
  document: examineDocument,
  flag: examineFlag,
  'alerts-configured': examineAlertsConfigured,
  'alerts-quiet': examineAlertsQuiet,
  migrations: examineMigrations,
  metric: examineMetric,
  stay: examineStay,
  incidents: examineIncidents,
  budget: examineBudget,
  canary: examineCanary,
};

/** The outcome of an item's check on the evidence that there is. */
export function examine(context: CheckContext): Outcome {
  const { check } = context.item;
  // The map pairs each kind with its own examiner; the compiler cannot follow that through a union.
  return (CHECKS[check.kind] as (check: CheckConfig, context: CheckContext) => Outcome)(check, context);
}

export { incidentsNow, nameOf } from './incidents.ts';
export { amount, crosses, written } from './metric.ts';
export type { CheckContext, ItemVerdict, Outcome } from './types.ts';
