import { z } from 'zod';
import { hasCode } from '../../lib/wire/index.ts';
import { enqueueNotification } from '../notifications/index.ts';
import { callerId, defineOperation, geoPointField, keyField, type Operation } from '../operations/index.ts';
import type { DocData } from '../ports/index.ts';
import { openTicket } from './tickets.ts';

/** Document `panics/{userId}:{panicId}`. */
interface PanicDoc extends DocData {
  readonly userId: string;
  readonly gpsLocation: { readonly lat: number; readonly lng: number } | null;
  readonly at: number;
  readonly ticketId: string;
}

/**
 * The panic button: keeps when and where it was pressed, opens a critical ticket and alerts people, in one commit of four writes. A repeated `panicId` of the
 * same user answers as before, with the time of the first press.
 */
export const triggerPanic: Operation = defineOperation<'triggerPanic'>({
  name: 'triggerPanic',
  summary: 'The panic button: records where the user is and calls support',
  access: 'user',
  feature: 'panic',
  flag: 'panic_button',
  rateLimit: 'PANIC_TRIGGER',
  service: 'support',
  input: z.strictObject({ panicId: keyField, gpsLocation: geoPointField.exactOptional() }),
  output: z.strictObject({ panicId: z.string(), at: z.number() }),
  handler: async (ctx, { panicId, gpsLocation }) => {
    const userId = callerId(ctx);
    const at = ctx.clock.now();
    const key = `${userId}:${panicId}`;
    try {
      await ctx.store.batch((writer) => {
        const ticketId = openTicket(writer, {
          source: 'panic',
          key,
          userId,
          subject: 'Panic button pressed',
          body: gpsLocation ? `Last known position: ${gpsLocation.lat}, ${gpsLocation.lng}` : 'Position unknown',
          priority: 'critical',
          refs: { panicId: key },
          at,
        });
        enqueueNotification(ctx, writer, {
          key: `panic:${key}`,
          severity: 'critical',
          title: 'Panic button pressed',
          body: `User ${userId}, ticket ${ticketId}`,
          source: 'support',
        });
        writer.create(`panics/${key}`, {
          userId,
          gpsLocation: gpsLocation ? { ...gpsLocation } : null,
          at,
          ticketId,
        } satisfies PanicDoc);
      });
    } catch (error) {
      if (!hasCode(error, 'already-exists')) throw error;
      const first = await ctx.store.get<PanicDoc>(`panics/${key}`);
      return { panicId, at: first?.data.at ?? at };
    }
    return { panicId, at };
  },
});
