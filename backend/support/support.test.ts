import { expect, test } from 'vitest';
import { benchOf, refusalOf, TEST_START } from '../testing/index.ts';
import { openTicket, supportModule } from './index.ts';

const help = { ticketId: 't1', subject: 'Lost tokens', body: 'Where are they?' };
const admin = { admin: true };
interface Listed {
  tickets: { ticketId: string; userId: string; status: string; priority: string; notes: string | null }[];
  nextCursor: string | null;
}

test('a ticket is opened once, however often it is sent', async () => {
  const bench = benchOf([supportModule()]);
  const sent = await Promise.all([1, 2, 3].map(() => bench.as('a')('createSupportTicket', help)));
  expect(sent).toEqual([{ ticketId: 't1' }, { ticketId: 't1' }, { ticketId: 't1' }]);
  await bench.as('a')('createSupportTicket', { ...help, subject: 'Changed' });
  // The same key of another user is another ticket.
  await bench.as('b')('createSupportTicket', help);
  const listed = (await bench.as('op', admin)('listSupportTickets')) as Listed;
  expect(listed.tickets.map(({ userId, ticketId }) => [userId, ticketId])).toEqual([
    ['b', 'user:b:t1'],
    ['a', 'user:a:t1'],
  ]);
});

test.each([
  [{ ...help, subject: ' ' }, 'subject'],
  [{ ...help, body: 'x'.repeat(5001) }, 'body'],
  [{ ...help, ticketId: 'a/b' }, 'ticketId'],
  [{ ...help, priority: 'critical' }, 'priority'],
])('createSupportTicket refuses %j', async (request, field) => {
  const bench = benchOf([supportModule()]);
  expect(await refusalOf(bench.as('a')('createSupportTicket', request))).toMatchObject({
    code: 'invalid-argument',
    details: { field },
  });
});

test('panic: the first press counts, and support has a critical ticket with the position', async () => {
  const bench = benchOf([supportModule()]);
  const press = () => bench.as('a')('triggerPanic', { panicId: 'p1', gpsLocation: { lat: 52.2, lng: 21 } });
  expect(await press()).toEqual({ panicId: 'p1', at: TEST_START });
  bench.clock.advance(5000);
  expect(await press()).toEqual({ panicId: 'p1', at: TEST_START });
  const { tickets } = (await bench.as('op', admin)('listSupportTickets')) as Listed;
  expect(tickets).toMatchObject([
    { ticketId: 'panic:a:p1', priority: 'critical', body: 'Last known position: 52.2, 21' },
  ]);
  expect((await bench.store.get('notifications/panic:a:p1'))?.data).toMatchObject({ severity: 'critical' });
  expect(
    await refusalOf(bench.as('a')('triggerPanic', { panicId: 'p2', gpsLocation: { lat: 91, lng: 0 } })),
  ).toMatchObject({ code: 'invalid-argument', details: { field: 'gpsLocation.lat' } });
});

test('the desk pages through open tickets and closes them once', async () => {
  const bench = benchOf([supportModule()]);
  for (let i = 0; i < 7; i++) {
    if (i % 2 === 0) bench.clock.advance(1);
    await bench.as('a')('createSupportTicket', { ...help, ticketId: `t${i}` });
  }
  const desk = bench.as('op', admin);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = (await desk('listSupportTickets', { limit: 3, ...(cursor && { cursor }) })) as Listed;
    seen.push(...page.tickets.map((ticket) => ticket.ticketId));
    cursor = page.nextCursor;
  } while (cursor);
  expect(new Set(seen).size).toBe(7);
  expect(seen).toHaveLength(7);

  await desk('closeSupportTicket', { ticketId: 'user:a:t3', notes: 'found' });
  await desk('closeSupportTicket', { ticketId: 'user:a:t3', notes: 'again' });
  const closed = (await desk('listSupportTickets', { status: 'closed' })) as Listed;
  expect(closed.tickets).toMatchObject([{ ticketId: 'user:a:t3', closedBy: 'op', notes: 'found' }]);
  expect(await refusalOf(desk('closeSupportTicket', { ticketId: 'nope', notes: 'x' }))).toMatchObject({
    code: 'not-found',
  });
});

test("openTicket commits with its caller's transaction or not at all", async () => {
  const bench = benchOf([supportModule()]);
  const escalate = () =>
    bench.store.transaction(async (tx) => {
      const state = await tx.get<{ escalated: boolean }>('things/x');
      tx.set('things/x', { escalated: true });
      const ticket = { userId: 'a', subject: 's', body: 'b', priority: 'high', refs: {}, at: 0 } as const;
      openTicket(tx, { source: 'payment', key: 'x', ...ticket });
      return state?.data.escalated ?? false;
    });
  expect(await escalate()).toBe(false);
  expect(await refusalOf(escalate())).toMatchObject({ code: 'already-exists' });
});
