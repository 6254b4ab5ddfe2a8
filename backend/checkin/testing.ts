import { metersNorth, seededEvent } from '../../lib/events/index.ts';
import { selfieUrlOf } from '../../lib/pictures/index.ts';
import type { Module } from '../operations/index.ts';
import type { ManualClock, Store } from '../ports/index.ts';
import { type World, worldOf } from '../testing/index.ts';
import { grantMovement, post, readWallets, walletModule } from '../wallet/index.ts';
import type { EventDoc } from './documents.ts';
import { checkinModule, seedEvents } from './index.ts';

export const ADMIN = { admin: true };
export const GRANT = 200;

/** One seeded event with so many participants (`u1` …, organizer `u0`), each with {@link GRANT} tokens less the price of the ticket. */
export async function worldWithEvent(
  participants: number,
  options: { extra?: Module[]; store?: Store; clock?: ManualClock; requires?: EventDoc['requires'] } = {},
): Promise<World> {
  const { extra = [], requires, ...rest } = options;
  const world = worldOf([...extra, checkinModule(), walletModule()], rest);
  const event = seededEvent(0, participants);
  await world.store.transaction(async (tx) => {
    const wallets = await readWallets(tx, event.participants);
    for (const uid of event.participants) post(tx, wallets, grantMovement(uid, GRANT, 0));
  });
  await seedEvents(world.system, { events: 1, participants });
  if (requires) await world.store.batch((writer) => writer.update('events/event0', { requires: [...requires] }));
  return world;
}

/** Evidence of `uid` at the seeded event: true, but for what `over` replaces. */
export async function evidence(
  world: World,
  uid: string,
  over: { meters?: number; selfieOf?: string; qrCode?: string; checkInId?: string } = {},
): Promise<Record<string, unknown>> {
  const organizer = world.as('u0');
  const { qrCode } = (await organizer('issueEventQrCode', { eventId: 'event0' })) as { qrCode: string };
  return {
    eventId: 'event0',
    checkInId: over.checkInId ?? 'c1',
    qrCode: over.qrCode ?? qrCode,
    selfieUrl: selfieUrlOf(over.selfieOf ?? uid),
    gpsLocation: metersNorth(seededEvent(0, 1).location, over.meters ?? 10),
  };
}

/** Lets hours pass in one step, then runs what became due: nothing but the payout of events is waiting for a time here. */
export async function hoursLater(world: World, hours: number): Promise<void> {
  world.clock.advance(hours * 60 * 60_000);
  await world.elapse(0);
}
