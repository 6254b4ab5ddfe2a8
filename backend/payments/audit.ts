import { z } from 'zod';
import type { DocData, Writer } from '../ports/index.ts';
import type { Step } from './state-machine.ts';
import type { TransactionDoc } from './transaction.ts';

/** Through what something became known or was done. */
export type Via = 'purchase' | 'webhook' | 'retry' | 'admin';

/** `paymentAudit/{transactionId}:{number}`: everything that ever happened to a purchase, in order, never changed. */
export const auditEntry = z.object({
  transactionId: z.string(),
  number: z.number(),
  at: z.number(),
  via: z.enum(['purchase', 'webhook', 'retry', 'admin']),
  action: z.enum([
    'created',
    'begun',
    'begin-failed',
    'confirmed',
    'failed',
    'refunded',
    'retried',
    'escalated',
    'mismatch',
    'ignored',
    'settled',
  ]),
  from: z.string().nullable(),
  to: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export type AuditAction = AuditEntry['action'];

export const AUDIT = 'paymentAudit';

/**
 * Writes the entry and returns the transaction with its entries counted, to be written with it: the number makes the entry's id, so two
 * writers that would both add the same number cannot both commit.
 */
export function audited(
  writer: Writer,
  before: TransactionDoc | null,
  after: TransactionDoc,
  entry: {
    readonly action: AuditAction | Step['action'];
    readonly via: Via;
    readonly at: number;
    readonly detail: DocData;
  },
): TransactionDoc {
  const number = after.audits + 1;
  const { transactionId } = after;
  writer.create(`${AUDIT}/${transactionId}:${String(number).padStart(4, '0')}`, {
    ...entry,
    transactionId,
    number,
    from: before?.status ?? null,
    to: after.status,
  });
  return { ...after, audits: number };
}
