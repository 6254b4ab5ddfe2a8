import { z } from 'zod';
import type { ResponseOf } from '../../lib/api/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import type { Doc, DocData, Reader } from '../ports/index.ts';

/** Without `:`, which joins it with other ids. */
export const eventIdField = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/,
    'give 1 to 100 characters of A-Z a-z 0-9 _ . - that start with a letter or digit',
  );

export const METHODS = ['qr', 'selfie', 'gps'] as const;
/** How a participant proves to be there. */
export type Method = (typeof METHODS)[number];

export const RESOLUTIONS = ['organizer_favor', 'participant_favor', 'mutual_cancel'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/**
 * `OPEN` → `DISPUTED` by a failed check-in → `SETTLING` while a resolution pays out → `RESOLVED`, `CANCELLED` (mutual_cancel), or `DISPUTED`
 * again where a check-in failed meanwhile. `SETTLED`: the event is over and everything undisputed is paid out.
 */
export type EventStatus = 'OPEN' | 'DISPUTED' | 'SETTLING' | 'RESOLVED' | 'CANCELLED' | 'SETTLED';

/** Document `events/{eventId}`. Check-ins only read it, unless they fail. */
export interface EventDoc extends DocData {
  readonly organizerId: string;
  readonly title: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly location: { readonly lat: number; readonly lng: number };
  /** Tokens; 0 for a free event. */
  readonly ticketPrice: number;
  readonly requires: readonly Method[];
  readonly status: EventStatus;
  /** Number of the dispute that is or will be open; each resolution closes one and settles its tickets only. */
  readonly round: number;
  /** Failed check-ins of this round. */
  readonly disputes: number;
  readonly disputedAt: number | null;
  /** The resolution that is being carried out. */
  readonly closing: Resolution | null;
  /** When everything undisputed was paid out. */
  readonly paidOutAt: number | null;
  /** Key of the event's QR codes; never shown. */
  readonly qrKey: string;
}

/** `PAID` → `CHECKED_IN` or `DISPUTED` → `PAID_OUT` (to the organizer) or `REFUNDED` (to the participant). */
export type TicketStatus = 'PAID' | 'CHECKED_IN' | 'DISPUTED' | 'PAID_OUT' | 'REFUNDED';

/** Document `events/{eventId}/tickets/{uid}`: one per participant. */
export interface EventTicketDoc extends DocData {
  readonly userId: string;
  readonly price: number;
  readonly status: TicketStatus;
  readonly boughtAt: number;
  /** The event's round in which it was disputed. */
  readonly round: number | null;
}

/** Document `events/{eventId}/checkIns/{uid}:{checkInId}`: the answer that a check-in got. */
export interface CheckInDoc extends DocData {
  readonly userId: string;
  readonly at: number;
  readonly success: boolean;
  readonly failures: readonly string[];
  readonly ticketId: string | null;
}

/** Document `events/{eventId}/resolutions/{round}`. */
export interface ResolutionDoc extends DocData {
  readonly resolution: Resolution;
  readonly adminId: string;
  readonly notes: string;
  readonly at: number;
  readonly settledTickets: number;
  readonly settledTokens: number;
  readonly finishedAt: number | null;
}

export const eventPath = (eventId: string): string => `events/${eventId}`;
export const ticketsOf = (eventId: string): string => `events/${eventId}/tickets`;
export const eventTicketPath = (eventId: string, uid: string): string => `${ticketsOf(eventId)}/${uid}`;
export const checkInPath = (eventId: string, uid: string, checkInId: string): string =>
  `events/${eventId}/checkIns/${uid}:${checkInId}`;
export const resolutionPath = (eventId: string, round: number): string => `events/${eventId}/resolutions/${round}`;
/** Where the tickets' tokens wait. */
export const escrowOf = (eventId: string): string => `event:${eventId}`;

/** What a check-in answers. */
export const checkInAnswer = ({ success, failures, ticketId }: CheckInDoc): ResponseOf<'verifyEventCheckIn'> => ({
  success,
  status: success ? 'CHECKED_IN' : 'DISPUTED',
  failures,
  ticketId,
});

/** @throws OperationError `not-found` */
export async function readEvent(reader: Reader, eventId: string): Promise<Doc<EventDoc>> {
  const event = await reader.get<EventDoc>(eventPath(eventId));
  if (!event) throw new OperationError('not-found', `eventId: there is no event ${eventId}`, { field: 'eventId' });
  return event;
}
