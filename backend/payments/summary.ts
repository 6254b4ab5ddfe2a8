import { z } from 'zod';
import type { Provider, TransactionStatus } from '../../lib/api/index.ts';
import type { SystemContext } from '../operations/index.ts';
import type { Filter } from '../ports/index.ts';
import { paymentFailures } from './payment-failures.ts';
import { TRANSACTIONS, type TransactionDoc } from './transaction.ts';
import { UNMATCHED } from './unmatched.ts';

const PROVIDERS: readonly Provider[] = ['stripe', 'apple', 'google'];
const STATUSES: readonly TransactionStatus[] = ['pending', 'confirmed', 'failed', 'escalated'];
const perStatus = z.object({ pending: z.number(), confirmed: z.number(), failed: z.number(), escalated: z.number() });

export const paymentSummary = z.object({
  /** Purchases per provider and state. */
  counts: z.object({ stripe: perStatus, apple: perStatus, google: perStatus }),
  /** Purchases in each state, all providers together: settled once `pending` is 0. */
  totals: perStatus,
  /** Verifications whose time has come. */
  due: z.number(),
  oldestPendingAt: z.number().nullable(),
  nextRetryAt: z.number().nullable(),
  /** Payments that pay for no purchase. */
  unmatched: z.number(),
  failures: z.object({
    decided: z.number(),
    failed: z.number(),
    rate: z.number(),
    level: z.enum(['ok', 'warning', 'critical', 'unknown']),
  }),
});
export type PaymentSummary = z.infer<typeof paymentSummary>;

/** Counts only (billed per 1,000 entries), so that it can be asked for while a run settles. */
export async function getPaymentSummary(ctx: Pick<SystemContext, 'store' | 'clock'>): Promise<PaymentSummary> {
  const { store, clock } = ctx;
  const totals = { pending: 0, confirmed: 0, failed: 0, escalated: 0 };
  const counts = { stripe: { ...totals }, apple: { ...totals }, google: { ...totals } };
  await Promise.all(
    PROVIDERS.flatMap((provider) =>
      STATUSES.map(async (status) => {
        const where = [['provider', '==', provider] as const, ['status', '==', status] as const];
        const count = await store.count({ collection: TRANSACTIONS, where });
        counts[provider][status] = count;
        totals[status] += count;
      }),
    ),
  );
  const first = (field: 'createdAt' | 'nextRetryAt', only: Filter) =>
    store.query<TransactionDoc>({ collection: TRANSACTIONS, where: [only], orderBy: [[field, 'asc']], limit: 1 });
  const [due, [oldest], [next], unmatched, failures] = await Promise.all([
    store.count({ collection: TRANSACTIONS, where: [['nextRetryAt', '<=', clock.now()]] }),
    first('createdAt', ['status', '==', 'pending']),
    first('nextRetryAt', ['nextRetryAt', '>', 0]),
    store.count({ collection: UNMATCHED }),
    paymentFailures(ctx),
  ]);
  return {
    counts,
    totals,
    due,
    oldestPendingAt: oldest?.data.createdAt ?? null,
    nextRetryAt: next?.data.nextRetryAt ?? null,
    unmatched,
    failures,
  };
}
