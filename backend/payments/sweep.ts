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
  let scheduled = 0;
  for (const { path, data } of overdue) {
    const isLost = await ctx.store.transaction(async (tx) => {
      // Verified since the query: the job of its next verification must not give way to the one that is over.
      const current = await tx.get<TransactionDoc>(path);
      if (current?.data.nextRetryAt !== data.nextRetryAt) return false;
      ctx.scheduler.schedule(tx, retryJob(data.transactionId, data.retries + 1, now));
      return true;
    });
    if (isLost) scheduled++;
  }
  return scheduled;
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
