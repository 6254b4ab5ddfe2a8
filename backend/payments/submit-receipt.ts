import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import { callerId, defineOperation, keyField, type Operation } from '../operations/index.ts';
import { applyFact } from './apply-fact.ts';
import { confirmTransaction } from './confirm-transaction.ts';
import { type ProviderMap, providerFor } from './providers.ts';
import { statusAnswer, statusOf } from './purchase-tokens.ts';

/** Longer than any signed transaction. */
const MAX_RECEIPT = 16_384;

const input = z.strictObject({ transactionId: keyField, receipt: z.string().min(1).max(MAX_RECEIPT) });

/**
 * What the store gave to the customer's device: the signed transaction of StoreKit, or the purchase token of Play. The store is asked, and
 * its answer has to name this very purchase; so a receipt of somebody else, or of another purchase, neither pays for this one nor is taken away
 * from its own.
 */
export const submitPurchaseReceipt = (providers: ProviderMap): Operation =>
  defineOperation<'submitPurchaseReceipt'>({
    name: 'submitPurchaseReceipt',
    summary: 'Confirms a purchase by the receipt that the store gave to the device',
    access: 'user',
    feature: 'payments',
    // The money is paid, whether purchases are switched on or off.
    flag: null,
    service: 'wallet',
    // The store is told that the goods were delivered.
    effects: 'external',
    input,
    output: statusAnswer,
    handler: async (ctx, { transactionId, receipt }) => {
      const transaction = await statusOf(ctx, callerId(ctx), transactionId);
      const provider = providerFor(providers, transaction.provider);
      if (!provider.receiptTxId) {
        throw new OperationError('failed-precondition', `there are no receipts with ${provider.name}`);
      }
      const providerTxId = await provider.receiptTxId(receipt);
      const answer = await provider.verify(providerTxId, transaction.productId).catch((error: unknown) => {
        ctx.log.warn('receipt not verified', {
          transactionId,
          provider: provider.name,
          error: String(error).slice(0, 200),
        });
        throw new OperationError('unavailable', 'the store cannot be asked at the moment: try again later');
      });
      if (answer.state === 'succeeded') {
        const { amount, currency, refunded, reference } = answer;
        if (reference !== transactionId) {
          throw new OperationError('invalid-argument', 'receipt: it is of another purchase', { field: 'receipt' });
        }
        const source = { via: 'purchase', provider: provider.name } as const;
        await confirmTransaction(ctx, transactionId, providerTxId, { amount, currency }, source);
        if (refunded > 0) {
          const refund = { kind: 'refunded', providerTxId, amount: refunded, reason: 'refunded' } as const;
          await applyFact(ctx, transactionId, refund, source);
        }
      }
      const { status, tokens, retries } = await statusOf(ctx, callerId(ctx), transactionId);
      return { transactionId, status, tokens, retries };
    },
  });
