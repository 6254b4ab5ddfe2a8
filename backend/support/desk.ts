import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import {
  callerId,
  cursorField,
  decodeCursor,
  defineAdminOperation,
  encodeCursor,
  limitField,
  type Operation,
} from '../operations/index.ts';
import { type TicketDoc, ticketPath } from './tickets.ts';

const DEFAULT_PAGE = 50;
const MAX_PAGE = 200;
const MAX_NOTES = 2000;

const ticketView = z.strictObject({
  ticketId: z.string(),
  source: z.enum(['user', 'payment', 'event', 'session', 'panic']),
  userId: z.string(),
  subject: z.string(),
  body: z.string(),
  priority: z.enum(['normal', 'high', 'critical']),
  refs: z.record(z.string(), z.string()),
  at: z.number(),
  status: z.enum(['open', 'closed']),
  closedBy: z.string().nullable(),
  notes: z.string().nullable(),
});

/** Tickets of one status, newest first. Bills one read per ticket. */
export const listSupportTickets: Operation = defineAdminOperation({
  name: 'listSupportTickets',
  summary: 'Support tickets of one status, newest first',
  access: 'admin',
  feature: 'support',
  flag: null,
  input: z.strictObject({
    status: z.enum(['open', 'closed']).default('open'),
    limit: limitField(MAX_PAGE).default(DEFAULT_PAGE),
    cursor: cursorField.optional(),
  }),
  output: z.strictObject({ tickets: z.array(ticketView), nextCursor: z.string().nullable() }),
  handler: async (ctx, { status, limit, cursor }) => {
    const docs = await ctx.store.query<TicketDoc>({
      collection: 'supportTickets',
      where: [['status', '==', status]],
      orderBy: [['at', 'desc']],
      limit,
      ...(cursor !== undefined && { startAfter: decodeCursor(cursor, ['number', 'string']) }),
    });
    const last = docs.at(-1);
    return {
      tickets: docs.map(({ id, data }) => ({ ...data, ticketId: id })),
      nextCursor: last && docs.length === limit ? encodeCursor([last.data.at, last.id]) : null,
    };
  },
});

/** Closes a ticket; closing a closed one changes nothing. */
export const closeSupportTicket: Operation = defineAdminOperation({
  name: 'closeSupportTicket',
  summary: 'Closes a support ticket with a note',
  access: 'admin',
  feature: 'support',
  flag: null,
  input: z.strictObject({ ticketId: z.string().min(1).max(300), notes: z.string().trim().min(1).max(MAX_NOTES) }),
  output: z.strictObject({ ticketId: z.string(), status: z.literal('closed') }),
  handler: async (ctx, { ticketId, notes }) => {
    const closedBy = callerId(ctx);
    await ctx.store.transaction(async (tx) => {
      const ticket = ticketId.includes('/') ? null : await tx.get<TicketDoc>(ticketPath(ticketId));
      if (!ticket) throw new OperationError('not-found', `there is no ticket ${ticketId}`, { field: 'ticketId' });
      if (ticket.data.status === 'open') tx.update(ticket.path, { status: 'closed', closedBy, notes });
    });
    return { ticketId, status: 'closed' as const };
  },
});
