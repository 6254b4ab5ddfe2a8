import { createHash } from 'node:crypto';
import type { Provider } from '../../lib/api/index.ts';
import { enqueueNotification } from '../notifications/index.ts';
import type { SystemContext } from '../operations/index.ts';
import type { Reader, Writer } from '../ports/index.ts';
import { openTicket } from '../support/index.ts';

/** `unmatchedPayments/{provider}:{hash}`: money that a provider says was paid, and that pays for no purchase. People give it back. */
export type UnmatchedPayment = {
  readonly provider: Provider;
  readonly providerTxId: string;
  readonly amount: number;
  readonly currency: string;
  /** The purchase that it names, if any. */
  readonly transactionId: string | null;
  readonly reason: string;
  readonly at: number;
};

export const UNMATCHED = 'unmatchedPayments';
const keyOf = (provider: Provider, providerTxId: string): string =>
  `${provider}:${createHash('sha256').update(providerTxId).digest('hex').slice(0, 40)}`;

/** Whether the payment is on record already. */
export const readUnmatched = async (reader: Reader, provider: Provider, providerTxId: string): Promise<boolean> =>
  (await reader.get(`${UNMATCHED}/${keyOf(provider, providerTxId)}`)) !== null;

export function recordUnmatched(
  writer: Writer,
  ctx: Pick<SystemContext, 'clock' | 'scheduler'>,
  payment: UnmatchedPayment,
  userId: string | null,
): void {
  const key = keyOf(payment.provider, payment.providerTxId);
  const { provider, providerTxId, amount, currency, transactionId, reason, at } = payment;
  const subject = 'Money came in that pays for nothing';
  const body = `${amount} ${currency} through ${provider}: ${reason}. Find out whose it is and give it back.`;
  writer.create(`${UNMATCHED}/${key}`, payment);
  openTicket(writer, {
    source: 'payment',
    key: `unmatched:${key}`,
    userId: userId ?? 'unknown',
    subject,
    body,
    priority: 'critical',
    refs: { provider, providerTxId, ...(transactionId !== null && { transactionId }) },
    at,
  });
  enqueueNotification(ctx, writer, {
    key: `payment:unmatched:${key}`,
    severity: 'critical',
    title: subject,
    body,
    source: 'payments',
  });
}
