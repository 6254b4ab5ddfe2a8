import { z } from 'zod';
import type { ResponseOf } from '../../lib/api/index.ts';
import { packById, TOKEN_PACKS } from '../../lib/packs/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import { type Context, callerId, defineOperation, keyField, type Operation } from '../operations/index.ts';
import { createPendingTransaction } from './create-pending-transaction.ts';
import { type ProviderMap, providerFor } from './providers.ts';
import { readTransaction, type TransactionDoc } from './transaction.ts';
import { beginPayment } from './verification.ts';

const status = z.enum(['pending', 'confirmed', 'failed', 'escalated']);

const purchaseTokensInput = z.strictObject({
  purchaseId: keyField,
  provider: z.enum(['stripe', 'apple', 'google']),
  packId: z.enum(TOKEN_PACKS.map((pack) => pack.packId)),
});
const purchaseTokensOutput = z.strictObject({
  transactionId: z.string(),
  status,
  providerTxId: z.string(),
  tokens: z.number(),
});

/**
 * Buys a pack of tokens. The purchase is written down first, then begun at the provider; tokens come with the provider's confirmation.
 * An outage of the provider is no error of the call: the purchase is pending (with an empty `providerTxId`) and begun again by its
 * verification. Repeats with the same `purchaseId` answer the same purchase.
 */
export const purchaseTokens = (providers: ProviderMap): Operation =>
  defineOperation<'purchaseTokens'>({
    name: 'purchaseTokens',
    summary: 'Buys a pack of tokens through Stripe, the App Store or Google Play',
    access: 'user',
    feature: 'payments',
    flag: 'token_purchases',
    rateLimit: 'TOKEN_PURCHASE',
    service: 'wallet',
    // A payment begins at the provider: nothing to try out.
    effects: 'external',
    input: purchaseTokensInput,
    output: purchaseTokensOutput,
    handler: async (ctx, { purchaseId, provider: name, packId }) => {
      const userId = callerId(ctx);
      const provider = providerFor(providers, name);
      const pack = packById(packId);
      if (!pack) throw new OperationError('invalid-argument', `there is no pack ${packId}`, { field: 'packId' });
      const { amount, tokens, productId, currency } = pack;
      const details = { purchaseId, packId, productId, currency };
      const pending = await createPendingTransaction(ctx, userId, name, amount, tokens, null, details);
      if (pending.status !== 'pending' || pending.providerTxId !== null) return answerOf(pending);
      try {
        return answerOf(await beginPayment(ctx, provider, pending, 'purchase'));
      } catch (error) {
        const { transactionId } = pending;
        ctx.log.warn('payment not begun', { transactionId, provider: name, error: String(error).slice(0, 200) });
        return answerOf(pending);
      }
    },
  });

const answerOf = ({ transactionId, status, providerTxId, tokens }: TransactionDoc): ResponseOf<'purchaseTokens'> => ({
  transactionId,
  status,
  providerTxId: providerTxId ?? '',
  tokens,
});

export const statusAnswer = z.strictObject({
  transactionId: z.string(),
  status,
  tokens: z.number(),
  retries: z.number(),
});

/** @throws OperationError `not-found` where there is no such transaction, or it is not the user's */
export async function statusOf(
  ctx: Pick<Context, 'store' | 'caller'>,
  uid: string,
  transactionId: string,
): Promise<TransactionDoc> {
  const transaction = await readTransaction(ctx.store, transactionId);
  if (transaction && (transaction.userId === uid || ctx.caller?.admin === true)) return transaction;
  throw new OperationError('not-found', `there is no transaction ${transactionId}`, { field: 'transactionId' });
}

/** Where a purchase of the caller stands; administrators see everyone's. */
export const getTransactionStatus: Operation = defineOperation<'getTransactionStatus'>({
  name: 'getTransactionStatus',
  summary: 'Where a purchase stands',
  access: 'user',
  feature: 'payments',
  // Readable while purchases are switched off: people want to know what became of their money.
  flag: null,
  service: 'wallet',
  input: z.strictObject({ transactionId: keyField }),
  output: statusAnswer,
  handler: async (ctx, { transactionId }) => {
    const { status, tokens, retries } = await statusOf(ctx, callerId(ctx), transactionId);
    return { transactionId, status, tokens, retries };
  },
});
