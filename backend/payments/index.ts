/** Buying tokens so that no tokens come without money and no money without tokens (pack 353 §2). */
import type { Module } from '../operations/index.ts';
import { adminOperations } from './administer.ts';
import type { ProviderMap } from './providers.ts';
import { getTransactionStatus, purchaseTokens } from './purchase-tokens.ts';
import { submitPurchaseReceipt } from './submit-receipt.ts';
import { sweepJob } from './sweep.ts';
import { verificationJobs } from './verification.ts';
import { webhookRoutes } from './webhooks.ts';

export { type PaymentsConfig, type PaymentsConfigInput, readPaymentsConfig } from './config.ts';
export { confirmTransaction } from './confirm-transaction.ts';
export { createPendingTransaction } from './create-pending-transaction.ts';
export { paymentFailureGauge } from './payment-failures.ts';
export type { ProviderMap } from './providers.ts';
export { type TransactionDoc, transactionIdOf } from './transaction.ts';
export { retryTransactionVerification } from './verification.ts';

/** Providers that are not given are refused by name; the rest works. */
export const paymentsModule = (providers: ProviderMap): Module => ({
  name: 'payments',
  operations: [
    purchaseTokens(providers),
    getTransactionStatus,
    submitPurchaseReceipt(providers),
    ...adminOperations(providers),
  ],
  routes: webhookRoutes(providers),
  jobs: verificationJobs(providers),
  recurring: [sweepJob],
});
