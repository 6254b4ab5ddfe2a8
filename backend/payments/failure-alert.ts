import { enqueueNotification } from '../notifications/index.ts';
import type { RecurringJob, SystemContext } from '../operations/index.ts';
import type { Filter } from '../ports/index.ts';
import { TRANSACTIONS } from './transaction.ts';

const HOUR = 3_600_000;

/** Payment failures of pack 353's alert thresholds: the share of the last hour's decided purchases that failed or were escalated. */
export const FAILURE_THRESHOLDS = { warning: 0.05, critical: 0.1 } as const;
export const FAILURE_WINDOW_MS = HOUR;
/** Below this many decided purchases a share says nothing. */
export const FAILURE_MIN_SAMPLE = 20;

export interface PaymentFailures {
  readonly decided: number;
  readonly failed: number;
  readonly rate: number;
  readonly level: 'ok' | 'warning' | 'critical';
}

/** The level of a share; "more than" the threshold, as the source says. */
export function failureLevel(decided: number, failed: number): PaymentFailures['level'] {
  if (decided < FAILURE_MIN_SAMPLE) return 'ok';
  const rate = failed / decided;
  if (rate > FAILURE_THRESHOLDS.critical) return 'critical';
  return rate > FAILURE_THRESHOLDS.warning ? 'warning' : 'ok';
}

/** How many purchases of the last hour were decided, and how many of these without tokens. */
export async function paymentFailures(ctx: Pick<SystemContext, 'store' | 'clock'>): Promise<PaymentFailures> {
  const recent: Filter = ['createdAt', '>', ctx.clock.now() - FAILURE_WINDOW_MS];
  const count = (...statuses: string[]) =>
    ctx.store.count({ collection: TRANSACTIONS, where: [['status', 'in', statuses], recent] });
  const [failed, confirmed] = await Promise.all([count('failed', 'escalated'), count('confirmed')]);
  const decided = failed + confirmed;
  return { decided, failed, rate: decided === 0 ? 0 : failed / decided, level: failureLevel(decided, failed) };
}

/** Tells the operators when too many payments fail: once per level and hour. */
export const failureAlertJob: RecurringJob = {
  name: 'checkPaymentFailures',
  feature: 'payments',
  everyMs: 60_000,
  run: async (ctx) => {
    const { level, rate, failed, decided } = await paymentFailures(ctx);
    if (level === 'ok') return;
    const hour = Math.floor(ctx.clock.now() / HOUR);
    await ctx.store.batch((writer) =>
      enqueueNotification(ctx, writer, {
        key: `payment-failures:${level}:${hour}`,
        severity: level,
        title: `Payment failures above ${FAILURE_THRESHOLDS[level] * 100} %`,
        body: `${failed} of ${decided} purchases of the last hour (${(rate * 100).toFixed(1)} %) failed or were escalated.`,
        source: 'payments',
      }),
    );
  },
};
