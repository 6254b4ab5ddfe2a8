import { expect, test } from 'vitest';
import { EVENT_PARTICIPANTS, eventOfParticipant } from '../../lib/events/index.ts';
import { CrashingStore } from '../store/testing/crashing-store.ts';
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

test.each([false, true])(
  'a seeding that dies at any of its steps is taken up again (answer lost: %s)',
  async (late) => {
    const options = { count: 120, seed: 3 };
    const { system } = worldOf([]);
    const counting = new CrashingStore(system.store, Number.POSITIVE_INFINITY);
    await seedBackend({ ...system, store: counting }, options);
    const whole = await ledgerTotals(system.store);
    for (let crashAt = 1; crashAt <= counting.steps; crashAt += 1) {
      const ctx = worldOf([]).system;
      await expect(
        seedBackend({ ...ctx, store: new CrashingStore(ctx.store, crashAt, late) }, options),
      ).rejects.toThrow();
      await seedBackend(ctx, options);
      expect(await ctx.store.count({ collection: 'users' })).toBe(120);
      expect(await ctx.store.count({ collection: 'tickets', group: true })).toBe(2 * EVENT_PARTICIPANTS);
      expect(await ledgerTotals(ctx.store)).toEqual(whole);
      expect(await seedBackend(ctx, options)).toBe(0);
    }
  },
);

test('half a seeding of another kind is not completed', async () => {
  const ctx = worldOf([]).system;
  const dying = { ...ctx, store: new CrashingStore(ctx.store, 6) };
  await expect(seedBackend(dying, { count: 120, seed: 3 })).rejects.toThrow();
  await expect(seedBackend(ctx, { count: 120, seed: 4 })).rejects.toThrow('120 accounts of seed 3, not 120 of 4');
});
