import type { FinalState, HardeningRow } from '../../lib/results/index.ts';
import { countedEvents } from './counted-events.ts';
import type { Participant } from './hooks.ts';
import type { Operator } from './operator.ts';

/** Reads back what the hardening systems did and how many events were counted: `final-state.json`. After `billing`, since reading is billed too. */
export const finalState: Participant = {
  name: 'final state',
  async collect({ operator, folder, plan, timeline }) {
    const hardening: HardeningRow[] = [];
    for (const read of [rateLimits, payments, sessions, watchdog]) {
      try {
        hardening.push(await read(operator));
      } catch (error) {
        // The embedded backend has all of these; another target may serve users only.
        if (plan.target.kind === 'embedded') throw error;
        timeline.add('note', 'not read back', { system: read.name, reason: (error as Error).message });
      }
    }
    const state: FinalState = { schemaVersion: 1, hardening, ...(await events(operator, plan.target.kind)) };
    folder.writeJson('finalState', state);
  },
};

/** The answer of an admin operation, as far as it is used here. */
const ask = async <T>(operator: Operator, operation: string, data: unknown = {}): Promise<T> =>
  (await operator.call(operation, data)) as T;

async function rateLimits(operator: Operator): Promise<HardeningRow> {
  type Answer = { readonly violations: readonly { readonly attempts: number }[] };
  const { violations } = await ask<Answer>(operator, 'getRateLimitViolations', { limit: 500 });
  return { system: 'Rate limits', refused: violations.reduce((sum, one) => sum + one.attempts, 0) };
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

async function watchdog(operator: Operator): Promise<HardeningRow> {
  const { alerts } = await ask<{ readonly alerts: readonly unknown[] }>(operator, 'getActiveAlerts');
  return { system: 'Watchdog', escalated: alerts.length };
}

async function events(operator: Operator, kind: string): Promise<Pick<FinalState, 'events'>> {
  try {
    return { events: await countedEvents(operator) };
  } catch (error) {
    if (kind === 'embedded') throw error;
    return {};
  }
}
