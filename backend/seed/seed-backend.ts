import { EVENT_PARTICIPANTS, seededEventCount } from '../../lib/events/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import { seedEvents } from '../checkin/index.ts';
import type { SystemContext } from '../operations/index.ts';
import type { DocData } from '../ports/index.ts';
import { type SeedOptions, seedUsers } from './seed-users.ts';

/** Written first, with what the store is to hold; `done` once it holds all of it. */
const MARK = 'seeds/backend';

interface SeedMark extends DocData {
  readonly count: number;
  readonly seed: number;
  readonly done: boolean;
}

/**
 * Everything that a run begins with: accounts, and events with their tickets. Nothing happens over a store that has been seeded alike; an
 * interrupted seeding is taken up again, wherever it ended. Returns how many accounts were written.
 * @throws OperationError `failed-precondition` where the store was seeded otherwise, in full or in part
 */
export async function seedBackend(ctx: SystemContext, options: SeedOptions): Promise<number> {
  const { count, seed } = options;
  const mark = await ctx.store.get<SeedMark>(MARK);
  if (mark && (mark.data.count !== count || mark.data.seed !== seed)) {
    throw new OperationError(
      'failed-precondition',
      `the database holds ${mark.data.count} accounts of seed ${mark.data.seed}, not ${count} of ${seed}: give another file`,
    );
  }
  if (mark?.data.done) return 0;
  const begun: SeedMark = { count, seed, done: false };
  await ctx.store.batch((writer) => writer.set(MARK, begun));
  const written = await seedUsers(ctx, options);
  await seedEvents(ctx, { events: seededEventCount(count), participants: EVENT_PARTICIPANTS });
  await ctx.store.batch((writer) => writer.update(MARK, { done: true }));
  return written;
}
