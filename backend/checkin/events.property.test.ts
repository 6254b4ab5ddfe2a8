import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OperationError } from '../../lib/wire/index.ts';
import { ManualClock, type Store } from '../ports/index.ts';
import { documentsOf, FlakyStore, STORES, seededRandom, TEST_START, type World } from '../testing/index.ts';
import { ledgerTotals, readWallets } from '../wallet/index.ts';
import { type CheckInDoc, type EventDoc, type EventTicketDoc, RESOLUTIONS, type ResolutionDoc } from './documents.ts';
import { ADMIN, evidence, GRANT, hoursLater, worldWithEvent } from './testing.ts';

const PRICE = 50;
const PARTICIPANTS = 5;
const uids = Array.from({ length: PARTICIPANTS }, (_, i) => `u${i + 1}`);

const uidArb = fc.constantFrom(...uids);
const commandArb = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('enter' as const),
      uid: uidArb,
      meters: fc.constantFrom(5, 5, 400),
      key: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('resolve' as const),
      how: fc.constantFrom(...RESOLUTIONS),
      round: fc.option(fc.nat(2)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('elapse' as const), hours: fc.constantFrom(1, 8, 30) }) },
);
type Command = typeof commandArb extends fc.Arbitrary<infer C> ? C : never;

async function run(world: World, command: Command): Promise<unknown> {
  if (command.do === 'elapse') return hoursLater(world, command.hours);
  if (command.do === 'enter') {
    const request = await evidence(world, command.uid, { meters: command.meters, checkInId: `c${command.key}` });
    return world.as(command.uid)('verifyEventCheckIn', request);
  }
  const { how: resolution, round } = command;
  const request = { eventId: 'event0', resolution, notes: 'x', ...(round !== null && { round }) };
  return world.as('op', ADMIN)('resolveEventDispute', request);
}

/** What must hold between any two commits. */
async function checkState(store: Store): Promise<void> {
  const event = (await store.get<EventDoc>('events/event0'))?.data;
  const tickets = (await documentsOf<EventTicketDoc>(store, 'tickets')).map(({ data }) => data);
  const of = (...statuses: string[]) => tickets.filter((ticket) => statuses.includes(ticket.status));
  const totals = await ledgerTotals(store);
  expect(totals).toMatchObject({ sum: 0, mismatches: { count: 0 }, unbalanced: { count: 0 } });
  expect(totals.byKind.escrow?.total ?? 0).toBe(of('PAID', 'CHECKED_IN', 'DISPUTED').length * PRICE);
  expect((await readWallets(store, ['u0'])).get('u0')?.balance).toBe(of('PAID_OUT').length * 40);
  for (const { userId, status } of tickets) {
    const balance = (await readWallets(store, [userId])).get(userId)?.balance;
    expect(balance).toBe(status === 'REFUNDED' ? GRANT : GRANT - PRICE);
  }
  // Every failure has its ticket, signal and record; disputes of the open round show at the event.
  const failed = (await documentsOf<CheckInDoc>(store, 'checkIns')).filter(({ data }) => !data.success);
  for (const collection of ['supportTickets', 'fraudSignals', 'kpiRecords']) {
    expect(await documentsOf(store, collection)).toHaveLength(failed.length);
  }
  const open = of('DISPUTED').filter((ticket) => ticket.round === event?.round).length;
  expect(event?.disputes).toBe(open);
  if (event?.closing === null) expect(event.status === 'DISPUTED').toBe(open > 0);
  const settled = await documentsOf<ResolutionDoc>(store, 'resolutions');
  const byDisputes = settled.reduce((sum, one) => sum + one.data.settledTickets, 0);
  if (event?.paidOutAt === null) expect(of('PAID_OUT', 'REFUNDED').length).toBeGreaterThanOrEqual(byDisputes);
}

test.each(STORES)(
  'on $name, whoever enters, decides and crashes when: each ticket is settled once, and nothing is lost on the way',
  async ({ open, runs }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(commandArb, { maxLength: 4 }), { maxLength: 7 }),
        fc.nat(),
        async (rounds, seed) => {
          const clock = new ManualClock(TEST_START);
          const store = open(clock);
          const flaky = new FlakyStore(store, seededRandom(seed), 0);
          const world = await worldWithEvent(PARTICIPANTS, { store: flaky, clock });
          for (const round of rounds) {
            flaky.chance = 0.08;
            for (const outcome of await Promise.allSettled(round.map((command) => run(world, command)))) {
              if (outcome.status === 'fulfilled') continue;
              expect(['unavailable', 'failed-precondition', 'aborted']).toContain(
                (outcome.reason as OperationError).code,
              );
            }
            await checkState(store);
          }
          // Whatever was interrupted is carried on; then the event ends.
          flaky.chance = 0;
          const { closing } = (await store.get<EventDoc>('events/event0'))?.data ?? {};
          if (closing) await run(world, { do: 'resolve', how: closing, round: null });
          if ((await store.get<EventDoc>('events/event0'))?.data.status === 'DISPUTED') {
            await run(world, { do: 'resolve', how: 'participant_favor', round: null });
          }
          // A job that failed is tried again within minutes.
          await hoursLater(world, 30);
          await hoursLater(world, 1);
          await checkState(store);
          expect((await ledgerTotals(store)).byKind.escrow?.total).toBe(0);
          await store.close();
        },
      ),
      { numRuns: runs / 2, verbose: 1 },
    );
  },
);
