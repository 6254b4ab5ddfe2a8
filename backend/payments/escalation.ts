import { enqueueNotification } from '../notifications/index.ts';
import type { SystemContext } from '../operations/index.ts';
import type { Notification, Writer } from '../ports/index.ts';
import { type NewTicket, openTicket, ticketId, ticketPath } from '../support/index.ts';
import type { TicketPurpose } from './state-machine.ts';
import type { TransactionDoc } from './transaction.ts';

interface Wording {
  readonly subject: string;
  readonly body: (transaction: TransactionDoc) => string;
  readonly priority: NewTicket['priority'];
  readonly severity: Notification['severity'];
}

const WORDING: Readonly<Record<TicketPurpose, Wording>> = {
  unresolved: {
    subject: 'A payment has no result after three verifications',
    body: ({ reason }) => `Last answer: ${reason}. Ask the provider, then force a verification or settle by hand.`,
    priority: 'high',
    severity: 'warning',
  },
  mismatch: {
    subject: 'A payment is not of the amount that was owed',
    body: ({ reason }) => `Nothing was credited: ${reason}. Give the money back, or credit by hand.`,
    priority: 'critical',
    severity: 'critical',
  },
  shortfall: {
    subject: 'A refunded payment was already spent',
    body: ({ shortfall }) => `${shortfall} tokens could not be taken back: the balance did not cover them.`,
    priority: 'normal',
    severity: 'info',
  },
};

const keyOf = ({ transactionId }: TransactionDoc, purpose: string): string => `${purpose}:${transactionId}`;

/** Opens a support ticket and tells the operators, once per payment and purpose; returns the transaction with the ticket noted. */
export function callForHelp(
  writer: Writer,
  ctx: Pick<SystemContext, 'clock' | 'scheduler'>,
  transaction: TransactionDoc,
  purpose: TicketPurpose,
): TransactionDoc {
  if (transaction.tickets.includes(purpose)) return transaction;
  const { subject, body, priority, severity } = WORDING[purpose];
  const { transactionId, userId, provider, providerTxId } = transaction;
  const key = keyOf(transaction, purpose);
  openTicket(writer, {
    source: 'payment',
    key,
    userId,
    subject,
    body: body(transaction),
    priority,
    refs: { transactionId, provider, ...(providerTxId !== null && { providerTxId }) },
    at: ctx.clock.now(),
  });
  enqueueNotification(ctx, writer, {
    key: `payment:${key}`,
    severity,
    title: subject,
    body: `${provider} transaction ${transactionId}. ${body(transaction)}`,
    source: 'payments',
  });
  return { ...transaction, tickets: [...transaction.tickets, purpose] };
}

/**
 * Closes what the provider's late answer has settled: nobody has to look any more. A refund's shortfall stays open, and so does the wrong
 * amount where another payment has settled the purchase: that money is still to be given back.
 */
export function closeTickets(writer: Writer, before: TransactionDoc, transaction: TransactionDoc): void {
  const notes = `Settled by the provider's late answer: ${transaction.status}.`;
  const samePayment = before.providerTxId === transaction.providerTxId;
  for (const purpose of transaction.tickets) {
    if (purpose === 'shortfall' || (purpose === 'mismatch' && !samePayment)) continue;
    const path = ticketPath(ticketId('payment', keyOf(transaction, purpose)));
    writer.update(path, { status: 'closed', closedBy: 'system', notes });
  }
}
