import { z } from 'zod';
import { defineAdminOperation, type Operation } from '../operations/index.ts';
import type { Store } from '../ports/index.ts';
import type { BatchDoc } from './ingest.ts';
import { ANALYTICS } from './limits.ts';

const total = { batches: z.number(), events: z.number() };
const summary = z.strictObject({
  ...total,
  /** Different users of whom an event was counted. */
  users: z.number(),
  shards: z.array(z.strictObject({ shard: z.number(), ...total })),
});

export type IngestSummary = z.infer<typeof summary>;

/**
 * What was counted, without a counter that every batch would write: batches of each size are counted by the store, in their shard. Bills, for each
 * size that occurs in a shard, one read and one per 1,000 batches; and one per 1,000 users.
 */
async function ingestSummary(store: Store): Promise<IngestSummary> {
  const shards = [];
  for (let shard = 0; shard < ANALYTICS.shards; shard++) shards.push(await shardTotal(store, shard));
  return {
    batches: shards.reduce((sum, one) => sum + one.batches, 0),
    events: shards.reduce((sum, one) => sum + one.events, 0),
    users: await store.count({ collection: 'analyticsUsers' }),
    shards,
  };
}

async function shardTotal(store: Store, shard: number): Promise<IngestSummary['shards'][number]> {
  let [batches, events] = [0, 0];
  for (let size = -1; ; ) {
    const [next] = await store.query<BatchDoc>({
      collection: 'analyticsBatches',
      where: [
        ['shard', '==', shard],
        ['accepted', '>', size],
      ],
      orderBy: [['accepted', 'asc']],
      limit: 1,
    });
    if (!next) return { shard, batches, events };
    size = next.data.accepted;
    const count = await store.count({
      collection: 'analyticsBatches',
      where: [
        ['shard', '==', shard],
        ['accepted', '==', size],
      ],
    });
    batches += count;
    events += count * size;
  }
}

/** For comparing what clients saw acknowledged with what is there. */
export const getIngestSummary: Operation = defineAdminOperation({
  name: 'getIngestSummary',
  summary: 'How many events, batches and users were counted, by shard of users',
  access: 'admin',
  feature: 'analytics',
  flag: null,
  input: z.strictObject({}),
  output: summary,
  handler: (ctx) => ingestSummary(ctx.store),
});
