import { type SeededEvent, seededEvent } from '../../lib/events/index.ts';
import { pictureUrlOf } from '../../lib/pictures/index.ts';
import type { SystemContext } from '../operations/index.ts';
import { escrowAccount, post, readWallets, transfer, userAccount } from '../wallet/index.ts';
import { eventDocument } from './create-event.ts';
import { type EventTicketDoc, escrowOf, eventPath, eventTicketPath } from './documents.ts';
import { payOutJob } from './pay-out.ts';
import { type ProfilePictureDoc, picturePath } from './selfie/pictures.ts';

/** Tokens for a ticket of a seeded event: what each participant must have. */
const SEEDED_TICKET_PRICE = 50;
const HOUR = 60 * 60_000;
/** Four writes a participant. */
const PARTICIPANTS_AT_ONCE = 100;

/**
 * The events of `lib/events`, under way for 24 hours, with paid tickets and profile pictures of their participants, who must have their tokens. What is
 * there already is left as it is, so that an interrupted seeding can be repeated.
 * @throws OperationError `failed-precondition` where a participant lacks the price of a ticket
 */
export async function seedEvents(ctx: SystemContext, size: { events: number; participants: number }): Promise<void> {
  for (let i = 0; i < size.events; i++) {
    const event = seededEvent(i, size.participants);
    await writeEvent(ctx, event, i);
    for (let from = 0; from < size.participants; from += PARTICIPANTS_AT_ONCE) {
      await sellTickets(ctx, event.eventId, event.participants.slice(from, from + PARTICIPANTS_AT_ONCE));
    }
  }
}

function writeEvent(ctx: SystemContext, { eventId, organizerId, location }: SeededEvent, i: number): Promise<void> {
  const now = ctx.clock.now();
  const event = {
    organizerId,
    title: `Evening ${i}`,
    startsAt: now - HOUR,
    endsAt: now + 24 * HOUR,
    location,
    ticketPrice: SEEDED_TICKET_PRICE,
    requires: ['qr', 'selfie', 'gps'],
  } as const;
  return ctx.store.transaction(async (tx) => {
    if (await tx.get(eventPath(eventId))) return;
    tx.create(eventPath(eventId), eventDocument(event, ctx.random.id() + ctx.random.id()));
    ctx.scheduler.schedule(tx, payOutJob(eventId, event.endsAt));
  });
}

function sellTickets(ctx: SystemContext, eventId: string, guests: readonly string[]): Promise<void> {
  const at = ctx.clock.now();
  return ctx.store.transaction(async (tx) => {
    const tickets = await tx.getAll(guests.map((userId) => eventTicketPath(eventId, userId)));
    const missing = guests.filter((_, i) => !tickets[i]);
    const wallets = await readWallets(tx, missing);
    for (const userId of missing) {
      post(tx, wallets, {
        refId: `event-ticket:${eventId}:${userId}`,
        reason: 'event-ticket',
        at,
        postings: transfer(userAccount(userId), escrowAccount(escrowOf(eventId)), SEEDED_TICKET_PRICE),
      });
      const ticket: EventTicketDoc = {
        userId,
        price: SEEDED_TICKET_PRICE,
        status: 'PAID',
        boughtAt: at,
        round: null,
      };
      tx.create(eventTicketPath(eventId, userId), ticket);
      tx.set(picturePath(userId), { url: pictureUrlOf(userId) } satisfies ProfilePictureDoc);
    }
  });
}
