import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AnalyticsEvent, ResponseOf } from '../../lib/api/index.ts';
import { hash32 } from '../../lib/random/index.ts';
import { hasCode, OperationError } from '../../lib/wire/index.ts';
import { callerId, defineOperation, keyField, type Operation } from '../operations/index.ts';
import type { DocData, Store } from '../ports/index.ts';
import { ANALYTICS } from './limits.ts';
import { Remembered, type RememberedDoc, rememberedPath } from './remembered.ts';

/** Document `analyticsBatches/{uid}:{batchId}`: the counted events of one batch. Totals are counted over these, never kept in a counter. */
export interface BatchDoc extends DocData {
  readonly userId: string;
  /** Of the user: 0 to {@link ANALYTICS.shards} - 1. */
  readonly shard: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly at: number;
  /** Of all event ids as sent, to tell a repeat from another batch under the same id. */
  readonly sent: string;
  /** JSON of the counted events: as a list of maps, each of their fields would be an index entry. */
  readonly payload: string;
}

const batchPath = (uid: string, batchId: string): string => `analyticsBatches/${uid}:${batchId}`;
export const shardOf = (uid: string): number => hash32(uid) % ANALYTICS.shards;

const MAX_EVENT_ID = 64;
const event = z.strictObject({
  eventId: keyField.max(MAX_EVENT_ID, `give at most ${MAX_EVENT_ID} characters`),
  type: z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/, 'give 1 to 64 characters of A-Z a-z 0-9 _ . : -'),
  at: z.number().int('give Unix milliseconds').min(0, 'give Unix milliseconds'),
  props: z
    .record(z.string().min(1).max(MAX_EVENT_ID), z.union([z.string().max(ANALYTICS.maxText), z.number(), z.boolean()]))
    .refine((props) => Object.keys(props).length <= ANALYTICS.maxProps, `give at most ${ANALYTICS.maxProps} properties`)
    .exactOptional(),
});

/**
 * Takes in a batch of a user's events. The guarantee: **an acknowledged event is counted exactly once**, per user and `eventId`, whatever is sent again.
 * - A batch that is sent again under its `batchId` gets its first answer; other events under that id are refused (`already-exists`).
 * - An event that comes again in another batch is recognised by its id and the day of its `at`, so clients send both unchanged. Ids are remembered
 *   for 7 days; older events are refused (`out-of-range`) rather than counted unrecognised.
 * - Batch and memory are one commit. An error means that nothing of the batch was counted, except `unavailable` and `deadline-exceeded`, after which
 *   nobody knows: send the same batch again.
 *
 * Bills 1 read and 2 writes per batch, however many events it has; users share no document.
 */
export const ingestEvents: Operation = defineOperation<'ingestEvents'>({
  name: 'ingestEvents',
  summary: 'Takes in a batch of analytics events, each counted exactly once',
  access: 'user',
  feature: 'analytics',
  flag: 'analytics_ingestion',
  input: z.strictObject({
    batchId: keyField,
    events: z
      .array(event)
      .min(1, 'give at least 1 event')
      .max(ANALYTICS.maxBatch, `give at most ${ANALYTICS.maxBatch} events`)
      .readonly(),
  }),
  output: z.strictObject({ accepted: z.number(), duplicates: z.number() }),
  handler: async (ctx, { batchId, events }) => {
    const userId = callerId(ctx);
    const now = ctx.clock.now();
    try {
      checkTimes(events, now);
      return await count(ctx.store, userId, batchId, events, now);
    } catch (error) {
      // A repeat is refused by the id of its batch, or because its events became too old meanwhile.
      if (!hasCode(error, 'already-exists') && !hasCode(error, 'out-of-range')) throw error;
      const first = await ctx.store.get<BatchDoc>(batchPath(userId, batchId));
      if (!first) throw error;
      if (first.data.sent !== digestOf(events)) {
        throw new OperationError('already-exists', 'batchId: other events were sent under this id', {
          field: 'batchId',
        });
      }
      return { accepted: first.data.accepted, duplicates: first.data.duplicates };
    }
  },
});

function count(
  store: Store,
  userId: string,
  batchId: string,
  events: readonly AnalyticsEvent[],
  now: number,
): Promise<ResponseOf<'ingestEvents'>> {
  return store.transaction(
    async (tx) => {
      const doc = await tx.get<RememberedDoc>(rememberedPath(userId));
      const remembered = new Remembered(doc?.data, now);
      const fresh = events.filter(({ eventId, at }) => remembered.add(eventId, at));
      const payload = JSON.stringify(fresh);
      if (payload.length > ANALYTICS.maxPayload) {
        const fix = `send at most ${ANALYTICS.maxPayload} characters in a batch, not ${payload.length}`;
        throw new OperationError('invalid-argument', `events: ${fix}`, { field: 'events' });
      }
      const answer = { accepted: fresh.length, duplicates: events.length - fresh.length };
      const batch: BatchDoc = { userId, shard: shardOf(userId), ...answer, at: now, sent: digestOf(events), payload };
      tx.create(batchPath(userId, batchId), batch);
      if (fresh.length > 0) tx.set(rememberedPath(userId), remembered.toDoc());
      return answer;
    },
    { maxAttempts: 10 },
  );
}

function checkTimes(events: readonly AnalyticsEvent[], now: number): void {
  const oldest = now - ANALYTICS.rememberedDays * ANALYTICS.dayMs;
  for (const [i, { at }] of events.entries()) {
    if (at >= oldest && at <= now + ANALYTICS.maxAhead) continue;
    const what = at < oldest ? `is older than ${ANALYTICS.rememberedDays} days` : 'lies in the future';
    throw new OperationError('out-of-range', `events.${i}.at: ${at} ${what}`, { field: `events.${i}.at` });
  }
}

function digestOf(events: readonly AnalyticsEvent[]): string {
  const hash = createHash('sha256');
  for (const { eventId, at } of events) hash.update(`${eventId} ${at}\n`);
  return hash.digest('base64');
}
