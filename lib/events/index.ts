/** The events that a seeded backend has: the same for the seed, for scenarios that check in, and for checkers. */
import { uidOf } from '../users/index.ts';

export interface SeededEvent {
  readonly eventId: string;
  /** Issues the QR codes. */
  readonly organizerId: string;
  /** Holders of a paid ticket. */
  readonly participants: readonly string[];
  readonly location: { readonly lat: number; readonly lng: number };
}

/** Holders of a ticket of each seeded event. */
export const EVENT_PARTICIPANTS = 49;
/** Beyond these accounts nobody holds a ticket: check-ins are a small part of every workload. */
const ACCOUNTS_WITH_EVENTS = 1_000;

/** How many events a backend with so many accounts is seeded with. */
export const seededEventCount = (accounts: number): number =>
  Math.floor(Math.min(accounts, ACCOUNTS_WITH_EVENTS) / (1 + EVENT_PARTICIPANTS));

/** Event `i` of a seed with so many participants each: users are dealt out in order, the organizer first. */
export function seededEvent(i: number, participants: number): SeededEvent {
  const first = i * (1 + participants);
  return {
    eventId: `event${i}`,
    organizerId: uidOf(first),
    participants: Array.from({ length: participants }, (_, k) => uidOf(first + 1 + k)),
    location: { lat: 48 + (i % 100) / 25, lng: 9 + (i % 97) / 8 },
  };
}

/** Which seeded event the user `n` holds a ticket of; null for organizers. Whether there are so many events is the seed's affair. */
export function eventOfParticipant(n: number, participants: number): number | null {
  return n % (1 + participants) === 0 ? null : Math.floor(n / (1 + participants));
}

/** Metres north of the venue, as a GPS fix. */
export const metersNorth = ({ lat, lng }: SeededEvent['location'], meters: number): SeededEvent['location'] => ({
  lat: lat + meters / 111_195,
  lng,
});

/** The id of event `i` of a batch of analytics events: it follows from the batch's, so that a batch that is sent again repeats it. */
export const analyticsEventId = (batchId: string, i: number): string => `${batchId}.${i}`;
