import type { Provider } from '../../lib/api/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import type { SystemContext } from '../operations/index.ts';
import { audited } from './audit.ts';
import { nextRetryAt, retryJob } from './schedule.ts';
import {
  paymentClaimPath,
  readTransaction,
  type TransactionDoc,
  transactionIdOf,
  transactionPath,
} from './transaction.ts';

/** What a purchase is of, beyond what the source's signature names. */
export interface PurchaseDetails {
  /** The client's key: the same user and key are the same purchase. */
  readonly purchaseId: string;
  readonly packId: string;
  readonly productId: string;
  readonly currency: string;
}

type PendingContext = Pick<SystemContext, 'store' | 'clock' | 'scheduler'>;

/**
 * Writes down a purchase before any money moves (pack 353 §2), with its first verification scheduled in the same transaction: from here
 * on it ends confirmed, failed or escalated, whatever dies. Repeats return the same transaction. `amount` is in the minor unit;
 * `providerTxId` is null until the provider has named the payment.
 * @returns the transaction as stored
 * @throws OperationError `already-exists` where the key was used for another purchase
 */
export async function createPendingTransaction(
  ctx: PendingContext,
  userId: string,
  provider: Provider,
  amount: number,
  tokens: number,
  providerTxId: string | null,
  { purchaseId, packId, productId, currency }: PurchaseDetails,
): Promise<TransactionDoc> {
  const transactionId = transactionIdOf(userId, purchaseId);
  return ctx.store.transaction(async (tx) => {
    const existing = await readTransaction(tx, transactionId);
    if (existing) {
      if (existing.provider === provider && existing.packId === packId) return existing;
      throw new OperationError(
        'already-exists',
        `purchase ${purchaseId} is of ${existing.packId}: use a new purchaseId`,
        {
          field: 'purchaseId',
        },
      );
    }
    const at = ctx.clock.now();
    const dueAt = nextRetryAt(at, 0) ?? at;
    const created: TransactionDoc = {
      transactionId,
      userId,
      provider,
      packId,
      productId,
      amount,
      currency,
      tokens,
      providerTxId,
      status: 'pending',
      reason: null,
      retries: 0,
      nextRetryAt: dueAt,
      createdAt: at,
      updatedAt: at,
      confirmedAt: null,
      credited: 0,
      refundedAmount: 0,
      clawedBack: 0,
      shortfall: 0,
      clawBacks: 0,
      tickets: [],
      audits: 0,
    };
    const detail = { userId, provider, packId, amount, currency, tokens, purchaseId };
    const transaction = audited(tx, null, created, { action: 'created', via: 'purchase', at, detail });
    tx.create(transactionPath(transactionId), transaction);
    if (providerTxId !== null) tx.create(paymentClaimPath(provider, providerTxId), { transactionId });
    ctx.scheduler.schedule(tx, retryJob(transactionId, 1, dueAt));
    return transaction;
  });
}
