import type { ResponseOf } from '../../lib/api/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import type { Context } from '../operations/index.ts';
import type { Doc, DocData, Transaction } from '../ports/index.ts';
import { openTicket } from '../support/index.ts';
import {
  type CheckInDoc,
  checkInAnswer,
  checkInPath,
  type EventDoc,
  type EventTicketDoc,
  eventTicketPath,
  readEvent,
} from './documents.ts';

/** What the evidence showed. */
export interface Findings {
  /** Codes such as `gps-too-far`; none: the participant is in. */
  readonly failures: readonly string[];
  /** Measured figures, for people who decide a dispute. */
  readonly evidence: Readonly<Record<string, number>>;
  /** Of the valid QR code that was shown. */
  readonly nonce: string | null;
}

export interface Attempt {
  readonly eventId: string;
  readonly userId: string;
  readonly checkInId: string;
  readonly findings: Findings;
}

/** Document `fraudSignals/{eventId}:{uid}:{checkInId}`. */
interface FraudSignalDoc extends DocData {
  readonly kind: 'event-check-in';
  readonly userId: string;
  readonly eventId: string;
  readonly failures: readonly string[];
  readonly evidence: Readonly<Record<string, number>>;
  readonly at: number;
}

/** Document `kpiRecords/event-dispute:{eventId}:{uid}:{checkInId}`. */
interface KpiRecordDoc extends DocData {
  readonly kpi: 'event-dispute';
  readonly userId: string;
  readonly eventId: string;
  readonly failures: readonly string[];
  readonly at: number;
}

/** Commits the outcome of a check-in: the ticket, the used code, and where it failed everything that follows from a dispute. */
export function recordCheckIn(ctx: Context, attempt: Attempt): Promise<ResponseOf<'verifyEventCheckIn'>> {
  const { eventId, userId, checkInId, findings } = attempt;
  const at = ctx.clock.now();
  return ctx.store.transaction(
    async (tx) => {
      const path = checkInPath(eventId, userId, checkInId);
      const codePath = findings.nonce === null ? null : `events/${eventId}/usedCodes/${findings.nonce}`;
      const [ticket, first, usedCode] = await tx.getAll([
        eventTicketPath(eventId, userId),
        path,
        ...(codePath === null ? [] : [codePath]),
      ]);
      if (first) return checkInAnswer(first.data as CheckInDoc);
      checkTicket(ticket as Doc<EventTicketDoc> | null, eventId);
      const failures = usedCode ? [...findings.failures, 'qr-used'] : findings.failures;
      // Only a failure touches the event itself: successful check-ins of many must not wait for each other.
      const event = failures.length > 0 ? await readEvent(tx, eventId) : null;
      if (event) checkNotCancelled(event.data);
      if (codePath !== null && !usedCode) tx.create(codePath, { userId, checkInId, at });
      const ticketId = event ? dispute(tx, event, attempt, failures, at) : null;
      tx.update(
        eventTicketPath(eventId, userId),
        event ? { status: 'DISPUTED', round: event.data.round } : { status: 'CHECKED_IN' },
      );
      const outcome: CheckInDoc = { userId, at, success: ticketId === null, failures, ticketId };
      tx.create(path, outcome);
      return checkInAnswer(outcome);
    },
    { maxAttempts: 20 },
  );
}

function checkTicket(ticket: Doc<EventTicketDoc> | null, eventId: string): void {
  if (!ticket) {
    throw new OperationError('permission-denied', `eventId: you have no ticket of event ${eventId}`, {
      field: 'eventId',
    });
  }
  const { status } = ticket.data;
  if (status === 'PAID') return;
  const reason = status === 'CHECKED_IN' ? 'already-checked-in' : status === 'DISPUTED' ? 'disputed' : 'ticket-settled';
  throw new OperationError('failed-precondition', `this ticket is ${status}, it lets nobody in`, { reason });
}

function checkNotCancelled({ status, closing }: EventDoc): void {
  if (status !== 'CANCELLED' && closing !== 'mutual_cancel') return;
  throw new OperationError('failed-precondition', 'this event is cancelled', { reason: 'event-cancelled' });
}

/** Marks the event and calls support, fraud detection and KPI tracking (packs 300, 302 and 352 of the source). Returns the support ticket's id. */
function dispute(
  tx: Transaction,
  event: Doc<EventDoc>,
  { eventId, userId, checkInId, findings }: Attempt,
  failures: readonly string[],
  at: number,
): string {
  const key = `${eventId}:${userId}:${checkInId}`;
  const { status, disputes, disputedAt } = event.data;
  tx.update(event.path, {
    status: status === 'SETTLING' ? status : 'DISPUTED',
    disputes: disputes + 1,
    disputedAt: disputes === 0 ? at : disputedAt,
  });
  const about = { userId, eventId, failures, at };
  tx.create(`fraudSignals/${key}`, {
    kind: 'event-check-in',
    ...about,
    evidence: findings.evidence,
  } satisfies FraudSignalDoc);
  tx.create(`kpiRecords/event-dispute:${key}`, { kpi: 'event-dispute', ...about } satisfies KpiRecordDoc);
  return openTicket(tx, {
    source: 'event',
    key,
    userId,
    subject: `Check-in failed at ${event.data.title}`,
    body: `${failures.join(', ')}; measured: ${JSON.stringify(findings.evidence)}`,
    priority: 'high',
    refs: { eventId, checkInId },
    at,
  });
}
