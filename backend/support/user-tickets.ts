import { z } from 'zod';
import { hasCode } from '../../lib/wire/index.ts';
import { callerId, defineOperation, keyField, type Operation } from '../operations/index.ts';
import { openTicket } from './tickets.ts';

const MAX_SUBJECT = 200;
const MAX_BODY = 5000;

/** A user's call for help. A repeated `ticketId` of the same user answers as before and opens nothing. Bills one write. */
export const createSupportTicket: Operation = defineOperation<'createSupportTicket'>({
  name: 'createSupportTicket',
  summary: 'Opens a support ticket',
  access: 'user',
  feature: 'support',
  flag: 'support_tickets',
  rateLimit: 'SUPPORT_TICKET',
  service: 'support',
  input: z.strictObject({
    ticketId: keyField,
    subject: z.string().trim().min(1, 'say what it is about').max(MAX_SUBJECT),
    body: z.string().trim().min(1, 'describe the problem').max(MAX_BODY),
  }),
  output: z.strictObject({ ticketId: z.string() }),
  handler: async (ctx, { ticketId, subject, body }) => {
    const userId = callerId(ctx);
    await ctx.store
      .batch((writer) =>
        openTicket(writer, {
          source: 'user',
          key: `${userId}:${ticketId}`,
          userId,
          subject,
          body,
          priority: 'normal',
          refs: {},
          at: ctx.clock.now(),
        }),
      )
      .catch((error: unknown) => {
        if (!hasCode(error, 'already-exists')) throw error;
      });
    return { ticketId };
  },
});
