import { OperationError } from '../../lib/wire/index.ts';
import type { JobHandler, SystemContext } from '../operations/index.ts';
import type { PaymentProvider } from '../ports/index.ts';
import { applyFact, type FactContext, type Outcome } from './apply-fact.ts';
import { audited, type Via } from './audit.ts';
import { type ProviderMap, providerFor } from './providers.ts';
import { RETRY_JOB, SETTLE_JOB } from './schedule.ts';
import { type Fact, factOf } from './state-machine.ts';
import { paymentClaimPath, readTransaction, type TransactionDoc, transactionPath } from './transaction.ts';

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message || error.name : String(error)).slice(0, 200);

/**
 * Starts the payment at the provider and writes down how the provider names it. Idempotent at both ends. When the provider cannot be
 * reached the purchase stays pending without a name, and its next verification starts the payment again.
 * @returns the transaction, with the provider's id where there is one by now
 */
export async function beginPayment(
  ctx: FactContext & Pick<SystemContext, 'log'>,
  provider: PaymentProvider,
  transaction: TransactionDoc,
  via: Via,
): Promise<TransactionDoc> {
  const { transactionId, userId, amount, currency, productId } = transaction;
  const { providerTxId } = await provider.begin({ idempotencyKey: transactionId, userId, amount, currency, productId });
  if (providerTxId === null) return transaction;
  return ctx.store.transaction(async (tx) => {
    const before = (await readTransaction(tx, transactionId)) ?? transaction;
    const claimPath = paymentClaimPath(provider.name, providerTxId);
    const claimed = await tx.get(claimPath);
    // A webhook may have been faster.
    if (before.providerTxId !== null || claimed) return before;
    const at = ctx.clock.now();
    const named = { ...before, providerTxId, updatedAt: at };
    const after = audited(tx, before, named, { action: 'begun', via, at, detail: { providerTxId } });
    tx.create(claimPath, { transactionId });
    tx.set(transactionPath(transactionId), after);
    return after;
  });
}

/**
 * Asks the provider what became of a purchase and takes the answer into account (pack 353 §2). `attempt` is the number of a scheduled
 * verification, which counts towards the three; without it, an operator asks, which is possible in every state and counts for nothing.
 * @throws OperationError `not-found` for an unknown transaction
 */
export async function retryTransactionVerification(
  ctx: FactContext & Pick<SystemContext, 'log'>,
  providers: ProviderMap,
  transactionId: string,
  attempt?: number,
): Promise<Outcome> {
  const transaction = await readTransaction(ctx.store, transactionId);
  if (!transaction) throw new OperationError('not-found', `there is no transaction ${transactionId}`);
  const scheduled = attempt !== undefined;
  if (scheduled && (transaction.nextRetryAt === null || transaction.retries >= attempt)) {
    return { action: 'ignored', transaction };
  }
  const provider = providerFor(providers, transaction.provider);
  const via: Via = scheduled ? 'retry' : 'admin';
  const source = { via, provider: provider.name };
  const { fact, refunded } = await ask(ctx, provider, transaction, via, attempt ?? null);
  const outcome = await applyFact(ctx, transactionId, fact, source);
  if (refunded === 0 || fact.kind !== 'succeeded') return outcome;
  const { providerTxId } = fact;
  const refund = { kind: 'refunded', providerTxId, amount: refunded, reason: 'refunded' } as const;
  return applyFact(ctx, transactionId, refund, source);
}

async function ask(
  ctx: FactContext & Pick<SystemContext, 'log'>,
  provider: PaymentProvider,
  transaction: TransactionDoc,
  via: Via,
  attempt: number | null,
): Promise<{ fact: Fact; refunded: number }> {
  const unresolved = (reason: string) => ({ fact: { kind: 'unresolved', attempt, reason } as const, refunded: 0 });
  try {
    const { providerTxId } =
      transaction.providerTxId === null ? await beginPayment(ctx, provider, transaction, via) : transaction;
    if (providerTxId === null) return unresolved('the store has not named the payment yet');
    const answer = await provider.verify(providerTxId, transaction.productId);
    if (answer.state === 'succeeded' && answer.reference !== null && answer.reference !== transaction.transactionId) {
      return unresolved('the payment names another purchase');
    }
    const refunded = answer.state === 'succeeded' ? answer.refunded : 0;
    return { fact: factOf(answer, providerTxId, attempt), refunded };
  } catch (error) {
    const { transactionId } = transaction;
    ctx.log.warn('payment not verified', { transactionId, provider: provider.name, error: messageOf(error) });
    return unresolved(messageOf(error));
  }
}

/** The scheduled verifications, and the word to the store once a purchase was credited. */
export const verificationJobs = (providers: ProviderMap): JobHandler[] => [
  {
    kind: RETRY_JOB,
    feature: 'payments',
    run: async (ctx, { transactionId, attempt }) => {
      await retryTransactionVerification(ctx, providers, String(transactionId), Number(attempt));
    },
  },
  {
    kind: SETTLE_JOB,
    feature: 'payments',
    run: async (ctx, { transactionId }) => {
      const transaction = await readTransaction(ctx.store, String(transactionId));
      if (!transaction || transaction.providerTxId === null) return;
      await providers[transaction.provider]?.settle?.(transaction.providerTxId, transaction.productId);
    },
  },
];
