import { describe, expect, test } from 'vitest';
import { CrashingStore } from '../store/testing/crashing-store.ts';
import { refusalOf, type World, worldOf } from '../testing/index.ts';
import { ledgerTotals, readWallets } from '../wallet/index.ts';
import type { DisputedEvent } from './disputes.ts';
import type { EventTicketDoc, Resolution } from './documents.ts';
import { checkinModule } from './index.ts';
import { ADMIN, evidence, GRANT, hoursLater, worldWithEvent } from './testing.ts';

const PRICE = 50;
const checkIn = async (world: World, uid: string, over: { meters?: number } = {}) =>
  world.as(uid)('verifyEventCheckIn', await evidence(world, uid, over));
const resolve = (world: World, resolution: Resolution, over: object = {}, admin = 'op') =>
  world.as(admin, ADMIN)('resolveEventDispute', { eventId: 'event0', resolution, notes: 'as agreed', ...over });
const ticket = async (world: World, uid: string) =>
  (await world.store.get<EventTicketDoc>(`events/event0/tickets/${uid}`))?.data.status;
const balance = async (world: World, uid: string) => (await readWallets(world.store, [uid])).get(uid)?.balance;

/** `u1` is in, `u2` and `u3` are disputed, `u4` has not come. */
async function disputed(): Promise<World> {
  const world = await worldWithEvent(4);
  await checkIn(world, 'u1');
  await checkIn(world, 'u2', { meters: 300 });
  await checkIn(world, 'u3', { meters: 300 });
  return world;
}

async function expectBalanced(world: World, escrow: number): Promise<void> {
  const totals = await ledgerTotals(world.store);
  expect(totals).toMatchObject({ sum: 0, mismatches: { count: 0 }, unbalanced: { count: 0 } });
  expect(totals.byKind.escrow?.total).toBe(escrow);
}

describe('resolveEventDispute', () => {
  test('organizer_favor pays the organizer for the disputed tickets, less commission', async () => {
    const world = await disputed();
    expect(await resolve(world, 'organizer_favor')).toEqual({
      eventId: 'event0',
      round: 0,
      resolution: 'organizer_favor',
      adminId: 'op',
      status: 'RESOLVED',
      settledTickets: 2,
      settledTokens: 2 * PRICE,
    });
    expect(await Promise.all(['u1', 'u2', 'u3', 'u4'].map((uid) => ticket(world, uid)))).toEqual([
      'CHECKED_IN',
      'PAID_OUT',
      'PAID_OUT',
      'PAID',
    ]);
    expect(await balance(world, 'u0')).toBe(80);
    expect(await balance(world, 'u2')).toBe(GRANT - PRICE);
    await expectBalanced(world, 2 * PRICE);
  });

  test('participant_favor refunds those who were disputed', async () => {
    const world = await disputed();
    expect(await resolve(world, 'participant_favor')).toMatchObject({ status: 'RESOLVED', settledTokens: 100 });
    expect(await balance(world, 'u0')).toBe(0);
    for (const uid of ['u2', 'u3'])
      expect([await ticket(world, uid), await balance(world, uid)]).toEqual(['REFUNDED', GRANT]);
    await expectBalanced(world, 2 * PRICE);
    // The event goes on, and ends.
    expect(await checkIn(world, 'u4')).toMatchObject({ success: true });
    await hoursLater(world, 26);
    expect(await balance(world, 'u0')).toBe(80);
    await expectBalanced(world, 0);
  });

  test('mutual_cancel refunds everyone and closes the event', async () => {
    const world = await disputed();
    expect(await resolve(world, 'mutual_cancel')).toMatchObject({ status: 'CANCELLED', settledTickets: 4 });
    for (const uid of ['u1', 'u2', 'u3', 'u4']) {
      expect([await ticket(world, uid), await balance(world, uid)]).toEqual(['REFUNDED', GRANT]);
    }
    await expectBalanced(world, 0);
    expect(await refusalOf(checkIn(world, 'u4'))).toMatchObject({ details: { reason: 'ticket-settled' } });
    expect(await refusalOf(world.as('u9')('buyEventTicket', { eventId: 'event0' }))).toMatchObject({
      details: { reason: 'event-closed' },
    });
    await hoursLater(world, 26);
    await expectBalanced(world, 0);
  });

  test.each(['organizer_favor', 'participant_favor', 'mutual_cancel'] as const)(
    '%s again changes nothing',
    async (how) => {
      const world = await disputed();
      const first = await resolve(world, how);
      const balances = () => Promise.all(['u0', 'u1', 'u2', 'u3', 'u4'].map((uid) => balance(world, uid)));
      const before = await balances();
      expect(await resolve(world, how, {}, 'another')).toEqual(first);
      expect(await resolve(world, how, { round: 0 })).toEqual(first);
      expect(await balances()).toEqual(before);
      const other = how === 'organizer_favor' ? 'mutual_cancel' : 'organizer_favor';
      expect(await refusalOf(resolve(world, other))).toMatchObject({
        code: 'failed-precondition',
        details: { reason: 'already-resolved', resolution: how },
      });
    },
  );

  test('a late repeat does not close the next dispute', async () => {
    const world = await disputed();
    await resolve(world, 'participant_favor', { round: 0 });
    await checkIn(world, 'u4', { meters: 300 });
    expect(await resolve(world, 'participant_favor', { round: 0 })).toMatchObject({ round: 0, status: 'DISPUTED' });
    expect(await ticket(world, 'u4')).toBe('DISPUTED');
    expect(await resolve(world, 'organizer_favor', { round: 1 })).toMatchObject({ round: 1, settledTickets: 1 });
    expect(await ticket(world, 'u4')).toBe('PAID_OUT');
  });

  test('many tickets are settled in several commits, each ticket once, also by two admins at once', async () => {
    const world = await worldWithEvent(230, { requires: ['gps'] });
    await checkIn(world, 'u1', { meters: 300 });
    const answers = await Promise.allSettled([1, 2].map(() => resolve(world, 'mutual_cancel')));
    expect(answers.some((answer) => answer.status === 'fulfilled')).toBe(true);
    expect(await resolve(world, 'mutual_cancel')).toMatchObject({ settledTickets: 230, settledTokens: 230 * PRICE });
    await expectBalanced(world, 0);
  });

  test('is for admins, with a reason, where there is a dispute', async () => {
    const world = await worldWithEvent(1);
    expect(await refusalOf(resolve(world, 'organizer_favor'))).toMatchObject({ details: { reason: 'no-dispute' } });
    expect(await refusalOf(resolve(world, 'organizer_favor', { notes: '' }))).toMatchObject({
      code: 'invalid-argument',
    });
    const byUser = world.as('u1')('resolveEventDispute', {
      eventId: 'event0',
      resolution: 'mutual_cancel',
      notes: 'x',
    });
    expect(await refusalOf(byUser)).toMatchObject({ code: 'permission-denied' });
  });
});

describe('a resolution that was interrupted before it settled anything', () => {
  /** As {@link disputed}, with the process dead right after the decision was written. */
  async function interrupted(resolution: Resolution): Promise<World> {
    const world = await disputed();
    const dead = worldOf([checkinModule()], { store: new CrashingStore(world.store, 1, true), clock: world.clock });
    await expect(resolve(dead, resolution)).rejects.toBeDefined();
    expect((await world.store.get('events/event0'))?.data).toMatchObject({ status: 'SETTLING', closing: resolution });
    return world;
  }

  test('is carried on by the same call, and leaves disputes that came meanwhile open', async () => {
    const world = await interrupted('organizer_favor');
    await checkIn(world, 'u4', { meters: 300 });
    expect(await resolve(world, 'organizer_favor')).toMatchObject({ round: 0, status: 'DISPUTED', settledTickets: 2 });
    expect(await ticket(world, 'u4')).toBe('DISPUTED');
    expect(await resolve(world, 'participant_favor')).toMatchObject({ round: 1, settledTickets: 1 });
  });

  test('keeps the organizer from being paid for an event that is being cancelled', async () => {
    const world = await interrupted('mutual_cancel');
    await hoursLater(world, 26);
    expect(await balance(world, 'u0')).toBe(0);
    expect(await resolve(world, 'mutual_cancel')).toMatchObject({ status: 'CANCELLED', settledTickets: 4 });
    await expectBalanced(world, 0);
  });

  test('lets nobody else decide otherwise, nor enter a cancelled event with false evidence', async () => {
    const world = await interrupted('mutual_cancel');
    expect(await refusalOf(resolve(world, 'organizer_favor'))).toMatchObject({
      details: { reason: 'already-resolved' },
    });
    expect(await refusalOf(checkIn(world, 'u4', { meters: 300 }))).toMatchObject({
      details: { reason: 'event-cancelled' },
    });
  });
});

test('getCheckInSummary counts check-ins and tickets of all events', async () => {
  const world = await disputed();
  const summary = () => world.as('op', ADMIN)('getCheckInSummary');
  const tickets = { PAID: 1, CHECKED_IN: 1, DISPUTED: 2, PAID_OUT: 0, REFUNDED: 0 };
  expect(await summary()).toEqual({ accepted: 1, disputed: 2, tickets, openDisputes: 1 });
  await resolve(world, 'participant_favor');
  expect(await summary()).toMatchObject({ disputed: 2, tickets: { DISPUTED: 0, REFUNDED: 2 }, openDisputes: 0 });
});

test('getDisputedEvents lists open disputes, the latest first', async () => {
  const world = await disputed();
  const list = (limit?: number) =>
    world.as('op', ADMIN)('getDisputedEvents', { ...(limit && { limit }) }) as Promise<{ events: DisputedEvent[] }>;
  await world.store.batch((writer) => {
    for (const [i, disputedAt] of [5, 9, 7].entries()) {
      writer.set(`events/other${i}`, {
        title: '',
        organizerId: '',
        round: 0,
        disputes: 1,
        status: 'DISPUTED',
        disputedAt,
      });
    }
  });
  expect((await list()).events.map((event) => event.eventId)).toEqual(['event0', 'other1', 'other2', 'other0']);
  expect((await list(1)).events).toEqual([
    { eventId: 'event0', title: 'Evening 0', organizerId: 'u0', round: 0, disputes: 2, disputedAt: world.clock.now() },
  ]);
  await resolve(world, 'organizer_favor');
  expect((await list()).events).toHaveLength(3);
});
