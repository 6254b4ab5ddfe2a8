import { type Mutant, one } from '../mutant.ts';

const INGEST = 'backend/analytics/ingest.ts';

/** Batches of analytics events. */
export const EVENTS: readonly Mutant[] = [
  one(
    'event-counted-twice',
    'events are not remembered across batches',
    INGEST,
    'if (fresh.length > 0) tx.set(rememberedPath(userId), remembered.toDoc());',
    '',
  ),
  one(
    'event-acked-before-commit',
    'a batch is acknowledged before it is written',
    INGEST,
    'return await count(ctx.store, userId, batchId, events, now);',
    'void count(ctx.store, userId, batchId, events, now).catch(() => {});\n      return { accepted: events.length, duplicates: 0 };',
  ),
];
