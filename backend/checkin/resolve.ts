import { OperationError } from '../../lib/wire/index.ts';
import type { SystemContext } from '../operations/index.ts';
import { type Doc, increment, type Reader, type Transaction } from '../ports/index.ts';
import {
  type EventDoc,
  type EventStatus,
  eventPath,
  type Resolution,
  type ResolutionDoc,
  readEvent,
  resolutionPath,
  type TicketStatus,
} from './documents.ts';
import { type Settlement, settleTickets } from './settle-tickets.ts';

export interface ResolveRequest {
  readonly eventId: string;
  readonly resolution: Resolution;
  readonly adminId: string;
  readonly notes: string;
  /** The dispute that is meant, where a repeat must not close a later one; else the open one. */
  readonly round?: number;
}

export interface Resolved {
  readonly eventId: string;
  readonly round: number;
  readonly resolution: Resolution;
  /** Who decided first: a repeat changes nothing. */
  readonly adminId: string;
  readonly status: EventStatus;
  readonly settledTickets: number;
  readonly settledTokens: number;
}

/** Which tickets a resolution settles, and in whose favour. */
const SETTLES: Readonly<Record<Resolution, { statuses: readonly TicketStatus[]; to: Settlement['to'] }>> = {
  organizer_favor: { statuses: ['DISPUTED'], to: 'organizer' },
  participant_favor: { statuses: ['DISPUTED'], to: 'participants' },
  // Participants who are let in move from PAID to CHECKED_IN, so that order misses nobody.
  mutual_cancel: { statuses: ['PAID', 'CHECKED_IN', 'DISPUTED'], to: 'participants' },
};

/**
 * Decides an event's dispute (pack 353 §4): the organizer is paid for the disputed tickets (less commission), their participants are refunded, or the
 * event is cancelled and everyone refunded whose ticket was not paid out yet. Tickets are settled in commits of many, each ticket once; where that was
 * interrupted, the same call carries on.
 * @throws OperationError `failed-precondition` where there is no such dispute or it was decided otherwise
 */
export async function resolveEventDispute(ctx: SystemContext, request: ResolveRequest): Promise<Resolved> {
  const { eventId, resolution } = request;
  const round = await beginSettling(ctx, request);
  const { statuses, to } = SETTLES[resolution];
  const path = resolutionPath(eventId, round);
  const allowed = async (reader: Reader): Promise<Doc<EventDoc> | null> => {
    const event = await readEvent(reader, eventId);
    return event.data.closing !== null && event.data.round === round + 1 ? event : null;
  };
  const also = (tx: Transaction, tickets: number, tokens: number) =>
    tx.update(path, { settledTickets: increment(tickets), settledTokens: increment(tokens) });
  for (const status of statuses) {
    const which = { eventId, status, to, allowed, also, ...(resolution !== 'mutual_cancel' && { round }) };
    while ((await settleTickets(ctx, which)) > 0);
  }
  return finish(ctx, eventId, round, allowed);
}

/** Closes the open round under this resolution, or finds the round that it closed before. Returns the round. */
function beginSettling(ctx: SystemContext, request: ResolveRequest): Promise<number> {
  const { eventId, resolution, adminId, notes } = request;
  return ctx.store.transaction(async (tx) => {
    const { data: event } = await readEvent(tx, eventId);
    const isOpen = event.status === 'DISPUTED' && (request.round ?? event.round) === event.round;
    if (!isOpen) {
      const round = request.round ?? event.round - 1;
      const done = round < 0 ? null : await tx.get<ResolutionDoc>(resolutionPath(eventId, round));
      if (done?.data.resolution === resolution) return round;
      throw done ? decidedOtherwise(done.data) : noDispute(eventId);
    }
    tx.update(eventPath(eventId), {
      status: 'SETTLING',
      closing: resolution,
      round: event.round + 1,
      disputes: 0,
      disputedAt: null,
    });
    tx.create(resolutionPath(eventId, event.round), {
      resolution,
      adminId,
      notes,
      at: ctx.clock.now(),
      settledTickets: 0,
      settledTokens: 0,
      finishedAt: null,
    } satisfies ResolutionDoc);
    return event.round;
  });
}

function finish(
  ctx: SystemContext,
  eventId: string,
  round: number,
  stillClosing: (reader: Reader) => Promise<Doc<EventDoc> | null>,
): Promise<Resolved> {
  return ctx.store.transaction(async (tx) => {
    const closing = await stillClosing(tx);
    const event = closing ?? (await readEvent(tx, eventId));
    const resolved = await tx.get<ResolutionDoc>(resolutionPath(eventId, round));
    if (!resolved) throw noDispute(eventId);
    const { resolution, adminId, settledTickets, settledTokens } = resolved.data;
    const status = closing ? statusAfter(closing.data, resolution) : event.data.status;
    if (closing) {
      tx.update(event.path, { status, closing: null });
      tx.update(resolved.path, { finishedAt: ctx.clock.now() });
    }
    return { eventId, round, resolution, adminId, status, settledTickets, settledTokens };
  });
}

function statusAfter({ disputes, paidOutAt }: EventDoc, resolution: Resolution): EventStatus {
  if (resolution === 'mutual_cancel') return 'CANCELLED';
  if (disputes > 0) return 'DISPUTED';
  return paidOutAt === null ? 'RESOLVED' : 'SETTLED';
}

const noDispute = (eventId: string) =>
  new OperationError('failed-precondition', `event ${eventId} has no such dispute`, { reason: 'no-dispute' });
const decidedOtherwise = ({ resolution, adminId }: ResolutionDoc) =>
  new OperationError('failed-precondition', `this dispute was decided: ${resolution}, by ${adminId}`, {
    reason: 'already-resolved',
    resolution,
  });
