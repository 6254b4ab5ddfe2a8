import { describe, expect, test } from 'vitest';
import type { ResponseOf } from '../../lib/api/index.ts';
import { documentsOf, refusalOf, type World } from '../testing/index.ts';
import { ledgerTotals, readWallets } from '../wallet/index.ts';
import type { EventDoc } from './documents.ts';
import { seedEvents } from './index.ts';
import { evidence, GRANT, hoursLater, worldWithEvent } from './testing.ts';

type Answer = ResponseOf<'verifyEventCheckIn'>;
const verify = (world: World, uid: string, request: object) =>
  world.as(uid)('verifyEventCheckIn', request) as Promise<Answer>;
const eventOf = async (world: World) => (await world.store.get<EventDoc>('events/event0'))?.data;

const party = {
  eventId: 'party',
  title: 'Party',
  startsAt: Date.UTC(2026, 0, 5, 20),
  endsAt: Date.UTC(2026, 0, 6, 2),
  location: { lat: 52, lng: 21 },
  ticketPrice: 30,
  requires: ['qr', 'gps'],
};

describe('tickets and codes', () => {
  test('an event is created once, and its tickets are paid into its escrow once', async () => {
    const world = await worldWithEvent(3);
    const organizer = world.as('u0');
    expect(await organizer('createEvent', party)).toEqual({ eventId: 'party' });
    const key = (await world.store.get<EventDoc>('events/party'))?.data.qrKey;
    expect(await organizer('createEvent', { ...party, ticketPrice: 99 })).toEqual({ eventId: 'party' });
    expect((await world.store.get<EventDoc>('events/party'))?.data).toMatchObject({ ticketPrice: 30, qrKey: key });
    expect(await refusalOf(world.as('u1')('createEvent', party))).toMatchObject({ code: 'already-exists' });

    const bought = await Promise.all([1, 2].map(() => world.as('u1')('buyEventTicket', { eventId: 'party' })));
    expect(bought).toEqual([1, 2].map(() => ({ eventId: 'party', price: 30, balance: 120 })));
    expect((await ledgerTotals(world.store)).byKind.escrow).toMatchObject({ total: 3 * 50 + 30 });
    expect(await refusalOf(organizer('buyEventTicket', { eventId: 'party' }))).toMatchObject({
      code: 'invalid-argument',
    });
    world.clock.advance(party.endsAt - world.clock.now());
    expect(await refusalOf(world.as('u2')('buyEventTicket', { eventId: 'party' }))).toMatchObject({
      details: { reason: 'event-closed' },
    });
  });

  test('a ticket needs its price', async () => {
    const world = await worldWithEvent(1);
    await world.as('u0')('createEvent', { ...party, ticketPrice: 151 });
    expect(await refusalOf(world.as('u1')('buyEventTicket', { eventId: 'party' }))).toMatchObject({
      details: { reason: 'insufficient-funds', balance: 150, needed: 151 },
    });
    expect(await world.store.get('events/party/tickets/u1')).toBeNull();
  });

  test('codes are issued by the organizer and by admins', async () => {
    const world = await worldWithEvent(1);
    const ask = (uid: string, claims = {}) => world.as(uid, claims)('issueEventQrCode', { eventId: 'event0' });
    expect(await refusalOf(ask('u1'))).toMatchObject({ code: 'permission-denied' });
    expect(await ask('op', { admin: true })).toHaveProperty('qrCode');
    expect(await ask('u0')).toHaveProperty('qrCode');
  });

  test.each([
    ['endsAt', { endsAt: party.startsAt }],
    ['endsAt', { startsAt: 0, endsAt: 1 }],
    ['requires', { requires: [] }],
    ['requires', { requires: ['qr', 'qr'] }],
    ['requires.0', { requires: ['magic'] }],
    ['ticketPrice', { ticketPrice: -1 }],
    ['location.lat', { location: { lat: 91, lng: 0 } }],
    ['title', { title: ' ' }],
  ])('createEvent refuses a bad %s', async (field, over) => {
    const world = await worldWithEvent(0);
    expect(await refusalOf(world.as('u0')('createEvent', { ...party, ...over }))).toMatchObject({
      code: 'invalid-argument',
      details: { field },
    });
  });

  test('after the end the organizer is paid for all that is not disputed, and what a free event takes is nothing', async () => {
    const world = await worldWithEvent(4);
    await world.as('u0')('createEvent', { ...party, ticketPrice: 0 });
    await world.as('u1')('buyEventTicket', { eventId: 'party' });
    await verify(world, 'u1', await evidence(world, 'u1'));
    await verify(world, 'u2', await evidence(world, 'u2', { meters: 500 }));
    await hoursLater(world, 26);
    expect(await eventOf(world)).toMatchObject({ status: 'DISPUTED', paidOutAt: expect.any(Number) });
    expect((await world.store.get('events/party'))?.data).toMatchObject({ status: 'SETTLED' });
    expect((await readWallets(world.store, ['u0'])).get('u0')?.balance).toBe(3 * 40);
    const totals = await ledgerTotals(world.store);
    expect(totals.byKind.escrow).toMatchObject({ total: 50 });
    expect(totals.byKind.platform).toMatchObject({ total: 3 * 10 });
    expect(totals).toMatchObject({ sum: 0, mismatches: { count: 0 } });
  });
});

test('seeding again, also after an interruption, changes nothing and completes what is missing', async () => {
  const world = await worldWithEvent(3);
  const all = async () => JSON.stringify([await documentsOf(world.store, 'events'), await ledgerTotals(world.store)]);
  const before = await all();
  await seedEvents(world.system, { events: 1, participants: 3 });
  expect(await all()).toBe(before);
  // As if the commit of the last ticket had not come.
  await world.store.batch((writer) => {
    writer.delete('events/event0/tickets/u3');
    writer.delete('ledger/event-ticket:event0:u3');
    writer.update('wallets/u3', { balance: GRANT });
  });
  await seedEvents(world.system, { events: 1, participants: 3 });
  expect(await all()).toBe(before);
  expect(await documentsOf(world.store, 'tickets')).toHaveLength(3);
});
