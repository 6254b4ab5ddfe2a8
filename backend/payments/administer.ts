import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import {
  cursorField,
  decodeCursor,
  defineAdminOperation,
  encodeCursor,
  keyField,
  limitField,
  type Operation,
} from '../operations/index.ts';
import type { Filter, Query } from '../ports/index.ts';
import { AUDIT, type AuditEntry, auditEntry } from './audit.ts';
import type { ProviderMap } from './providers.ts';
import { getPaymentSummary, paymentSummary } from './summary.ts';
import { TRANSACTIONS, type TransactionDoc, transactionPath } from './transaction.ts';
import { UNMATCHED, type UnmatchedPayment } from './unmatched.ts';
import { retryTransactionVerification } from './verification.ts';

const admin = { access: 'admin', feature: 'payments', flag: null } as const;
const status = z.enum(['pending', 'confirmed', 'failed', 'escalated']);
const provider = z.enum(['stripe', 'apple', 'google']);

const transaction = z.object({
  transactionId: z.string(),
  userId: z.string(),
  provider,
  packId: z.string(),
  productId: z.string(),
  amount: z.number(),
  currency: z.string(),
  tokens: z.number(),
  providerTxId: z.string().nullable(),
  status,
  reason: z.string().nullable(),
  retries: z.number(),
  nextRetryAt: z.number().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
  confirmedAt: z.number().nullable(),
  credited: z.number(),
  refundedAmount: z.number(),
  clawedBack: z.number(),
  shortfall: z.number(),
  clawBacks: z.number(),
  tickets: z.array(z.string()),
  audits: z.number(),
});

const listTransactions = defineAdminOperation({
  ...admin,
  name: 'listTransactions',
  summary: 'Purchases, the oldest first: all, of one status, or those older than so many ms (pending for long)',
  input: z.strictObject({
    status: status.optional(),
    olderThanMs: z.int().min(0).optional(),
    limit: limitField(500).default(50),
    cursor: cursorField.optional(),
  }),
  output: z.object({ transactions: z.array(transaction), nextCursor: z.string().nullable() }),
  handler: async ({ store, clock }, { status, olderThanMs, limit, cursor }) => {
    const where: Filter[] = [];
    if (status !== undefined) where.push(['status', '==', status]);
    if (olderThanMs !== undefined) where.push(['createdAt', '<=', clock.now() - olderThanMs]);
    const query: Query = {
      collection: TRANSACTIONS,
      where,
      orderBy: [['createdAt', 'asc']],
      limit,
      ...(cursor !== undefined && { startAfter: decodeCursor(cursor, ['number', 'string']) }),
    };
    const docs = await store.query<TransactionDoc>(query);
    const last = docs.at(-1);
    const nextCursor = last && docs.length === limit ? encodeCursor([last.data.createdAt, last.id]) : null;
    return { transactions: docs.map(({ data }) => data), nextCursor };
  },
});

const getPaymentAudit = defineAdminOperation({
  ...admin,
  name: 'getPaymentAudit',
  summary: 'Everything that happened to one purchase, in order',
  input: z.strictObject({ transactionId: keyField }),
  output: z.object({ transaction, entries: z.array(auditEntry) }),
  handler: async ({ store }, { transactionId }) => {
    const doc = await store.get<TransactionDoc>(transactionPath(transactionId));
    if (!doc)
      throw new OperationError('not-found', `there is no transaction ${transactionId}`, { field: 'transactionId' });
    const entries = await store.query<AuditEntry>({
      collection: AUDIT,
      where: [['transactionId', '==', transactionId]],
      orderBy: [['number', 'asc']],
    });
    return { transaction: doc.data, entries: entries.map(({ data }) => data) };
  },
});

const listUnmatchedPayments = defineAdminOperation({
  ...admin,
  name: 'listUnmatchedPayments',
  summary: 'Money that came in and pays for no purchase, the newest first',
  input: z.strictObject({ limit: limitField(500).default(50) }),
  output: z.object({
    payments: z.array(
      z.object({
        provider,
        providerTxId: z.string(),
        amount: z.number(),
        currency: z.string(),
        transactionId: z.string().nullable(),
        reason: z.string(),
        at: z.number(),
      }),
    ),
  }),
  handler: async ({ store }, { limit }) => {
    const docs = await store.query<UnmatchedPayment>({ collection: UNMATCHED, orderBy: [['at', 'desc']], limit });
    return { payments: docs.map(({ data }) => data) };
  },
});

const summaryOperation = defineAdminOperation({
  ...admin,
  name: 'getPaymentSummary',
  summary: 'How many purchases are in which state, how many verifications are overdue, and how many payments fail',
  input: z.strictObject({}),
  output: paymentSummary,
  handler: (ctx) => getPaymentSummary(ctx),
});

const forceRetry = (providers: ProviderMap): Operation =>
  defineAdminOperation({
    ...admin,
    name: 'retryTransactionVerification',
    summary: 'Asks the provider now what became of a purchase, in whatever state it is',
    input: z.strictObject({ transactionId: keyField }),
    output: z.object({ transactionId: z.string(), status, action: z.string() }),
    handler: async (ctx, { transactionId }) => {
      const { action, transaction } = await retryTransactionVerification(ctx, providers, transactionId);
      return { transactionId, status: transaction?.status ?? 'pending', action };
    },
  });

/** What operators see and do. */
export const adminOperations = (providers: ProviderMap): Operation[] => [
  listTransactions,
  getPaymentAudit,
  listUnmatchedPayments,
  summaryOperation,
  forceRetry(providers),
];
