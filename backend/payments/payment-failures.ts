import type { SystemContext } from '../operations/index.ts';
import type { Filter } from '../ports/index.ts';
import { type Gauge, levelOf, type Reading } from '../watchdog/index.ts';
import { TRANSACTIONS } from './transaction.ts';

/** Payment failures are judged over the purchases that were begun in the last hour. */
export const FAILURE_WINDOW_MS = 3_600_000;
/** Below this many decided purchases a share says nothing. */
export const FAILURE_MIN_SAMPLE = 20;

export interface PaymentFailures {
  readonly decided: number;
  readonly failed: number;
  readonly rate: number;
  readonly level: Reading['level'];
}

/** What a share of failures means by pack 353's alert thresholds: `unknown` where too few purchases were decided. */
export const failureLevel = (decided: number, failed: number): Reading['level'] =>
  decided < FAILURE_MIN_SAMPLE ? 'unknown' : levelOf('payment_failures', failed / decided);

/** How many purchases of the last hour were decided, and how many of these without tokens. */
export async function paymentFailures(ctx: Pick<SystemContext, 'store' | 'clock'>): Promise<PaymentFailures> {
  const recent: Filter = ['createdAt', '>', ctx.clock.now() - FAILURE_WINDOW_MS];
  const count = (...statuses: string[]) =>
    ctx.store.count({ collection: TRANSACTIONS, where: [['status', 'in', statuses], recent] });
  const [failed, confirmed] = await Promise.all([count('failed', 'escalated'), count('confirmed')]);
  const decided = failed + confirmed;
  return { decided, failed, rate: decided === 0 ? 0 : failed / decided, level: failureLevel(decided, failed) };
}

/** For the watchdog: an alert is open while too many payments fail. */
export const paymentFailureGauge: Gauge = {
  source: 'payments',
  everyMs: 60_000,
  read: async (ctx) => {
    const { rate, level } = await paymentFailures(ctx);
    return { metric: 'payment_failures', value: rate, level };
  },
};
