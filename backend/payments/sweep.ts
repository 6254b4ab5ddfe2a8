import type { RecurringJob, SystemContext } from '../operations/index.ts';
import { OVERDUE_MS, retryJob, SWEEP_EVERY_MS } from './schedule.ts';
import { TRANSACTIONS, type TransactionDoc } from './transaction.ts';

const PAGE = 100;

/**
 * Schedules anew every verification that is overdue: its job was given up (a store that failed for long) or lost. So each pending
 * purchase ends, whatever happened to its job. Returns how many there were.
 */
export async function sweepPendingTransactions(
  ctx: Pick<SystemContext, 'store' | 'clock' | 'scheduler'>,
): Promise<number> {
  const now = ctx.clock.now();
  const overdue = await ctx.store.query<TransactionDoc>({
    collection: TRANSACTIONS,
    where: [['nextRetryAt', '<=', now - OVERDUE_MS]],
    orderBy: [['nextRetryAt', 'asc']],
    limit: PAGE,
  });
  if (overdue.length === 0) return 0;
  await ctx.store.batch((writer) => {
    for (const { data } of overdue) {
      ctx.scheduler.schedule(writer, retryJob(data.transactionId, data.retries + 1, now));
    }
  });
  return overdue.length;
}

export const sweepJob: RecurringJob = {
  name: 'sweepPendingTransactions',
  feature: 'payments',
  everyMs: SWEEP_EVERY_MS,
  run: async (ctx) => {
    const count = await sweepPendingTransactions(ctx);
    if (count > 0) ctx.log.warn('overdue payment verifications scheduled anew', { count });
  },
};
