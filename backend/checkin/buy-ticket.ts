import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import { callerId, defineAdminOperation, type Operation } from '../operations/index.ts';
import { balanceOf, escrowAccount, post, readWallets, transfer, userAccount } from '../wallet/index.ts';
import {
  type EventStatus,
  type EventTicketDoc,
  escrowOf,
  eventIdField,
  eventTicketPath,
  readEvent,
} from './documents.ts';

const OPEN: readonly EventStatus[] = ['OPEN', 'DISPUTED', 'RESOLVED'];

/** The event's ticket, paid into its escrow. One per participant: buying again answers as before. Bills 3 reads and 3 writes. */
export const buyEventTicket: Operation = defineAdminOperation({
  name: 'buyEventTicket',
  summary: 'Buys a ticket of an event',
  access: 'user',
  feature: 'events',
  flag: 'event_tickets',
  service: 'calendar',
  input: z.strictObject({ eventId: eventIdField }),
  output: z.strictObject({ eventId: z.string(), price: z.number(), balance: z.number() }),
  handler: async (ctx, { eventId }) => {
    const userId = callerId(ctx);
    const at = ctx.clock.now();
    return ctx.store.transaction(async (tx) => {
      const event = await readEvent(tx, eventId);
      const path = eventTicketPath(eventId, userId);
      const bought = await tx.get<EventTicketDoc>(path);
      const wallets = await readWallets(tx, [userId]);
      if (bought) return { eventId, price: bought.data.price, balance: balanceOf(wallets, userId) };
      const { ticketPrice: price, organizerId, status, endsAt } = event.data;
      if (organizerId === userId) {
        throw new OperationError('invalid-argument', 'eventId: this is your own event', { field: 'eventId' });
      }
      if (!OPEN.includes(status) || at >= endsAt) {
        throw new OperationError('failed-precondition', 'eventId: this event sells no tickets any more', {
          field: 'eventId',
          reason: 'event-closed',
        });
      }
      if (price > 0) {
        post(tx, wallets, {
          refId: `event-ticket:${eventId}:${userId}`,
          reason: 'event-ticket',
          at,
          postings: transfer(userAccount(userId), escrowAccount(escrowOf(eventId)), price),
        });
      }
      tx.create(path, { userId, price, status: 'PAID', boughtAt: at, round: null } satisfies EventTicketDoc);
      return { eventId, price, balance: balanceOf(wallets, userId) };
    });
  },
});
