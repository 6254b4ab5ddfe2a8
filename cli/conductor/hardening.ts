import type { HardeningRow } from '../../lib/results/index.ts';
import type { Operator } from '../operator/index.ts';
import { type ExportedDoc, exported } from './exported.ts';

/** What each hardening system of pack 353 did: read back through the operations that operators have. */
export const HARDENING: readonly ((operator: Operator) => Promise<HardeningRow>)[] = [
  rateLimits,
  payments,
  sessions,
  checkIns,
  watchdog,
  safeRollback,
  featureFlags,
];

/** The answer of an admin operation, as far as it is used here. */
const ask = async <T>(operator: Operator, operation: string): Promise<T> => (await operator.call(operation)) as T;

/** Adds up something of every document of a collection. */
async function sumOf(operator: Operator, collection: string, of: (doc: ExportedDoc) => number): Promise<number> {
  let sum = 0;
  for await (const doc of exported(operator, collection)) sum += of(doc);
  return sum;
}

/** Every refused call counts, those during a block as well. */
async function rateLimits(operator: Operator): Promise<HardeningRow> {
  return {
    system: 'Rate limits',
    refused: await sumOf(operator, 'rateLimitViolations', ({ data }) => Number(data.attempts)),
  };
}

async function payments(operator: Operator): Promise<HardeningRow> {
  type Answer = { readonly totals: Readonly<Record<'pending' | 'confirmed' | 'failed' | 'escalated', number>> };
  const { confirmed, failed, escalated } = (await ask<Answer>(operator, 'getPaymentSummary')).totals;
  return { system: 'Payment fail-safe', accepted: confirmed, failed, escalated };
}

async function sessions(operator: Operator): Promise<HardeningRow> {
  type Answer = { readonly byStatus: Readonly<Record<string, number>>; readonly recoveries: number };
  const { byStatus, recoveries } = await ask<Answer>(operator, 'getSessionSummary');
  const all = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
  return { system: 'Session recovery', accepted: all, recovered: recoveries, refunded: byStatus.refunded ?? 0 };
}

async function checkIns(operator: Operator): Promise<HardeningRow> {
  type Answer = {
    readonly accepted: number;
    readonly disputed: number;
    readonly tickets: Readonly<Record<string, number>>;
    readonly openDisputes: number;
  };
  const { accepted, disputed, tickets, openDisputes } = await ask<Answer>(operator, 'getCheckInSummary');
  const refunded = tickets.REFUNDED ?? 0;
  return { system: 'Event check-in', accepted, failed: disputed, refunded, escalated: openDisputes };
}

/** Alerts of what happened in the run; the time that is let pass for retries after it opens some of its own. */
async function watchdog(operator: Operator): Promise<HardeningRow> {
  const { alerts } = await ask<{ readonly alerts: readonly { readonly openedAt: number }[] }>(
    operator,
    'getActiveAlerts',
  );
  return { system: 'Watchdog', escalated: alerts.filter(({ openedAt }) => openedAt <= Date.now()).length };
}

/** Versions that were let serve, and those that safe rollback or an operator took back. */
async function safeRollback(operator: Operator): Promise<HardeningRow> {
  const actions: string[] = [];
  for await (const { data } of exported(operator, 'rollbackHistory')) actions.push(String(data.action));
  const count = (...of: string[]) => actions.filter((action) => of.includes(action)).length;
  return {
    system: 'Safe rollback',
    accepted: count('deploy', 'hotfix'),
    recovered: count('rollback', 'disable', 'degrade'),
  };
}

/** Changes that were accepted, and calls that a flag refused. */
async function featureFlags(operator: Operator): Promise<HardeningRow> {
  const accepted = await sumOf(operator, 'audit', ({ path }) => (path.startsWith('featureFlags/') ? 1 : 0));
  const refused = await sumOf(operator, 'featureBlocks', ({ data }) => Number(data.count));
  return { system: 'Feature flags', accepted, refused };
}
