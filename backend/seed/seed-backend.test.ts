import { expect, test } from 'vitest';
import { EVENT_PARTICIPANTS, eventOfParticipant } from '../../lib/events/index.ts';
import { worldOf } from '../testing/world.ts';
import { ledgerTotals } from '../wallet/index.ts';
import { seedBackend } from './index.ts';

test('seeds accounts and the events whose tickets they hold, once', async () => {
  const ctx = worldOf([]).system;
  expect(await seedBackend(ctx, { count: 120, seed: 3 })).toBe(120);
  expect(await ctx.store.count({ collection: 'events' })).toBe(2);
  const event = eventOfParticipant(99, EVENT_PARTICIPANTS);
  expect((await ctx.store.get(`events/event${event}/tickets/u99`))?.data).toMatchObject({ status: 'PAID' });
  expect(await ledgerTotals(ctx.store)).toMatchObject({ sum: 0, mismatches: { count: 0 } });
  expect(await seedBackend(ctx, { count: 120, seed: 3 })).toBe(0);
});

test('refuses a store that was seeded otherwise', async () => {
  const ctx = worldOf([]).system;
  await seedBackend(ctx, { count: 10, seed: 3 });
  await expect(seedBackend(ctx, { count: 10, seed: 4 })).rejects.toThrow('10 accounts of seed 3, not 10 of 4');
});
