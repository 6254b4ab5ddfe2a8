import { z } from 'zod';
import { defineAdminOperation, type Operation } from '../operations/index.ts';
import type { Store } from '../ports/index.ts';
import type { EventStatus, TicketStatus } from './documents.ts';

const TICKET_STATUSES = [
  'PAID',
  'CHECKED_IN',
  'DISPUTED',
  'PAID_OUT',
  'REFUNDED',
] as const satisfies readonly TicketStatus[];

const summary = z.strictObject({
  /** Check-ins by how they ended. */
  accepted: z.number(),
  disputed: z.number(),
  /** Tickets of all events by what became of them. */
  tickets: z.record(z.enum(TICKET_STATUSES), z.number()),
  /** Events whose dispute nobody has decided. */
  openDisputes: z.number(),
});

type CheckInSummary = z.infer<typeof summary>;

/** Counted by the store: bills one read per 1,000 check-ins and tickets. */
async function checkInSummary(store: Store): Promise<CheckInSummary> {
  const checkIns = (success: boolean) =>
    store.count({ collection: 'checkIns', group: true, where: [['success', '==', success]] });
  const tickets = await Promise.all(
    TICKET_STATUSES.map(async (status) => {
      const count = await store.count({ collection: 'tickets', group: true, where: [['status', '==', status]] });
      return [status, count] as const;
    }),
  );
  const open: EventStatus = 'DISPUTED';
  return {
    accepted: await checkIns(true),
    disputed: await checkIns(false),
    tickets: Object.fromEntries(tickets) as CheckInSummary['tickets'],
    openDisputes: await store.count({
      collection: 'events',
      where: [['status', '==', open]],
      orderBy: [['disputedAt', 'desc']],
    }),
  };
}

export const getCheckInSummary: Operation = defineAdminOperation({
  name: 'getCheckInSummary',
  summary: 'How check-ins ended and what became of the tickets',
  access: 'admin',
  feature: 'events',
  flag: null,
  input: z.strictObject({}),
  output: summary,
  handler: (ctx) => checkInSummary(ctx.store),
});
