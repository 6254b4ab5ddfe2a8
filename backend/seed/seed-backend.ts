import { EVENT_PARTICIPANTS, seededEventCount } from '../../lib/events/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import { seedEvents } from '../checkin/index.ts';
import type { SystemContext } from '../operations/index.ts';
import type { DocData } from '../ports/index.ts';
import { type SeedOptions, seedUsers } from './seed-users.ts';

/** Written last: says that the store holds all of the seed. */
const MARK = 'seeds/backend';

interface SeedMark extends DocData {
  readonly count: number;
  readonly seed: number;
}

/**
 * Everything that a run begins with: accounts, and events with their tickets. Nothing happens over a store that has been seeded alike; an
 * interrupted seeding is taken up again. Returns how many accounts were written.
 * @throws OperationError `failed-precondition` where the store was seeded otherwise, or where a seeding ended between the tickets of its events
 */
export async function seedBackend(ctx: SystemContext, options: SeedOptions): Promise<number> {
  const { count, seed } = options;
  const mark = await ctx.store.get<SeedMark>(MARK);
  if (mark?.data.count === count && mark.data.seed === seed) return 0;
  if (mark) {
    throw new OperationError(
      'failed-precondition',
      `the database holds ${mark.data.count} accounts of seed ${mark.data.seed}, not ${count} of ${seed}: give another file`,
    );
  }
  if (await ctx.store.get('events/event0')) {
    throw new OperationError(
      'failed-precondition',
      'the database holds a seeding that was interrupted: delete it and start again',
    );
  }
  const written = await seedUsers(ctx, options);
  await seedEvents(ctx, { events: seededEventCount(count), participants: EVENT_PARTICIPANTS });
  const done: SeedMark = { count, seed };
  await ctx.store.batch((writer) => writer.create(MARK, done));
  return written;
}
