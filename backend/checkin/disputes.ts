import { z } from 'zod';
import { callerId, defineAdminOperation, limitField, type Operation } from '../operations/index.ts';
import type { Store } from '../ports/index.ts';
import { type EventDoc, eventIdField, RESOLUTIONS } from './documents.ts';
import { type Resolved, resolveEventDispute } from './resolve.ts';

const MAX_PAGE = 200;
const MAX_NOTES = 2000;

const disputed = z.strictObject({
  eventId: z.string(),
  title: z.string(),
  organizerId: z.string(),
  /** Give it to `resolveEventDispute`, so that a repeat cannot close a later dispute. */
  round: z.number(),
  disputes: z.number(),
  disputedAt: z.number(),
});
export type DisputedEvent = z.infer<typeof disputed>;

/** Events with an open dispute, the latest first. Bills one read per event. */
async function getDisputedEvents(store: Store, limit: number): Promise<DisputedEvent[]> {
  const docs = await store.query<EventDoc>({
    collection: 'events',
    where: [['status', '==', 'DISPUTED']],
    orderBy: [['disputedAt', 'desc']],
    limit,
  });
  return docs.map(({ id, data: { title, organizerId, round, disputes, disputedAt } }) => ({
    eventId: id,
    title,
    organizerId,
    round,
    disputes,
    disputedAt: disputedAt ?? 0,
  }));
}

export const getDisputedEventsOperation: Operation = defineAdminOperation({
  name: 'getDisputedEvents',
  summary: 'Events with an open dispute, the latest first',
  access: 'admin',
  feature: 'events',
  flag: null,
  input: z.strictObject({ limit: limitField(MAX_PAGE).default(50) }),
  output: z.strictObject({ events: z.array(disputed) }),
  handler: async (ctx, { limit }) => ({ events: await getDisputedEvents(ctx.store, limit) }),
});

export const resolveEventDisputeOperation: Operation = defineAdminOperation({
  name: 'resolveEventDispute',
  summary: "Decides an event's dispute and settles its tickets",
  access: 'admin',
  feature: 'events',
  flag: null,
  input: z.strictObject({
    eventId: eventIdField,
    resolution: z.enum(RESOLUTIONS),
    notes: z.string().trim().min(1, 'say why').max(MAX_NOTES),
    round: z.number().int().min(0).optional(),
  }),
  output: z.strictObject({
    eventId: z.string(),
    round: z.number(),
    resolution: z.enum(RESOLUTIONS),
    adminId: z.string(),
    status: z.enum(['OPEN', 'DISPUTED', 'SETTLING', 'RESOLVED', 'CANCELLED', 'SETTLED']),
    settledTickets: z.number(),
    settledTokens: z.number(),
  }),
  handler: (ctx, { round, ...request }): Promise<Resolved> =>
    resolveEventDispute(ctx, { ...request, adminId: callerId(ctx), ...(round !== undefined && { round }) }),
});
