import type { JobHandler, SystemContext } from '../operations/index.ts';
import type { Doc, DocData, JobSpec, Reader } from '../ports/index.ts';
import { type EventDoc, readEvent } from './documents.ts';
import { TICKETS } from './rules.ts';
import { settleTickets } from './settle-tickets.ts';

const KIND = 'checkin.pay-out';

export const payOutJob = (eventId: string, endsAt: number): JobSpec => ({
  jobId: `pay-out:${eventId}`,
  kind: KIND,
  dueAt: endsAt + TICKETS.payOutAfterMs,
  payload: { eventId },
});

/**
 * Pays the organizer for every ticket that nobody disputes, also of participants who stayed away. Disputed tickets wait for their resolution; a
 * mutual cancellation that is under way or done leaves nothing to pay.
 */
async function payOutEvent(ctx: SystemContext, eventId: string): Promise<void> {
  const allowed = async (reader: Reader): Promise<Doc<EventDoc> | null> => {
    const event = await readEvent(reader, eventId);
    return event.data.status === 'CANCELLED' || event.data.closing === 'mutual_cancel' ? null : event;
  };
  for (const status of ['CHECKED_IN', 'PAID'] as const) {
    while ((await settleTickets(ctx, { eventId, status, to: 'organizer', allowed })) > 0);
  }
  await ctx.store.transaction(async (tx) => {
    const event = await allowed(tx);
    if (!event || event.data.paidOutAt !== null) return;
    const over = event.data.status === 'OPEN' || event.data.status === 'RESOLVED';
    tx.update(event.path, { paidOutAt: ctx.clock.now(), ...(over && { status: 'SETTLED' }) });
  });
}

export const payOutHandler: JobHandler = {
  kind: KIND,
  feature: 'events',
  run: (ctx, payload: DocData) => payOutEvent(ctx, String(payload.eventId)),
};
