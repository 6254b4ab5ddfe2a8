import type { SystemContext } from '../operations/index.ts';
import type { Doc, Filter, Reader, Transaction } from '../ports/index.ts';
import { COMMISSION_ACCOUNT, escrowAccount, type Posting, post, readWallets, userAccount } from '../wallet/index.ts';
import { type EventDoc, type EventTicketDoc, escrowOf, type TicketStatus, ticketsOf } from './documents.ts';
import { TICKETS } from './rules.ts';

export interface Settlement {
  readonly eventId: string;
  /** Which tickets. */
  readonly status: TicketStatus;
  readonly round?: number;
  readonly to: 'organizer' | 'participants';
  /** Reads the event within the commit; null where there is nothing more to settle in this way. */
  readonly allowed: (reader: Reader) => Promise<Doc<EventDoc> | null>;
  /** More writes of the same commit. */
  readonly also?: (tx: Transaction, tickets: number, tokens: number) => void;
}

/**
 * Settles the next tickets in one commit: tokens leave the escrow and the tickets change, so that each ticket is settled exactly once however often
 * this runs. Call it until it returns 0, the number of tickets that it settled.
 */
export async function settleTickets(ctx: SystemContext, settlement: Settlement): Promise<number> {
  const { eventId, status, round, to, allowed, also } = settlement;
  const where: Filter[] = [['status', '==', status]];
  if (round !== undefined) where.push(['round', '==', round]);
  return ctx.store.transaction(async (tx) => {
    const event = await allowed(tx);
    if (!event) return 0;
    const tickets = await tx.query<EventTicketDoc>({
      collection: ticketsOf(eventId),
      where,
      limit: TICKETS.settledAtOnce,
    });
    const [first] = tickets;
    if (!first) return 0;
    const { organizerId } = event.data;
    const paid = tickets.filter((ticket) => ticket.data.price > 0);
    const wallets = await readWallets(tx, to === 'organizer' ? [organizerId] : paid.map((ticket) => ticket.id));
    const tokens = paid.reduce((sum, ticket) => sum + ticket.data.price, 0);
    if (tokens > 0) {
      post(tx, wallets, {
        // A ticket leaves its status for good, so no other settlement begins with it.
        refId: `event-settle:${eventId}:${first.id}`,
        reason: to === 'organizer' ? 'event-pay-out' : 'event-refund',
        at: ctx.clock.now(),
        postings: [
          { account: escrowAccount(escrowOf(eventId)), delta: -tokens },
          ...(to === 'organizer' ? earnings(organizerId, paid) : refunds(paid)),
        ],
      });
    }
    for (const ticket of tickets) tx.update(ticket.path, { status: to === 'organizer' ? 'PAID_OUT' : 'REFUNDED' });
    also?.(tx, tickets.length, tokens);
    return tickets.length;
  });
}

/** The commission is rounded for each ticket, so that it does not depend on how many are settled at once. */
function earnings(organizerId: string, tickets: readonly Doc<EventTicketDoc>[]): Posting[] {
  let [organizer, commission] = [0, 0];
  for (const { data } of tickets) {
    const share = Math.floor((data.price * TICKETS.commissionPercent) / 100);
    commission += share;
    organizer += data.price - share;
  }
  return [
    { account: userAccount(organizerId), delta: organizer },
    { account: COMMISSION_ACCOUNT, delta: commission },
  ];
}

const refunds = (tickets: readonly Doc<EventTicketDoc>[]): Posting[] =>
  tickets.map(({ id, data }) => ({ account: userAccount(id), delta: data.price }));
