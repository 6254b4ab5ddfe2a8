import type { SessionStatus } from '../../lib/api/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import type { Doc, Reader, Value } from '../ports/index.ts';
import type { SessionKind } from './policy.ts';

/** A call or a chat session, at `sessions/{sessionId}`. Times in Unix ms; money in tokens. */
export interface SessionDoc {
  readonly [field: string]: Value;
  readonly kind: SessionKind;
  /** Who started and pays, and the other one. */
  readonly callerId: string;
  readonly calleeId: string;
  readonly status: SessionStatus;
  readonly startedAt: number;
  /** 0 for chats, as are rate and prepaid tokens. */
  readonly scheduledMinutes: number;
  readonly ratePerMinute: number;
  readonly prepaid: number;
  /** The caller's balance after paying: a repeated start answers the same. */
  readonly balanceAfter: number;
  /** Start of the stretch that runs now, and the length of those before it; time while interrupted is not used. */
  readonly activeSince: number;
  readonly usedMs: number;
  /** When the booked minutes are used up, if nothing interrupts; null for chats and while interrupted. */
  readonly endsAt: number | null;
  readonly interruptions: number;
  readonly recoveries: number;
  /** Attempts that the server made since the last interruption. */
  readonly attempts: number;
  readonly interruptedAt: number | null;
  readonly interruptReason: string | null;
  readonly graceEndsAt: number | null;
  /** Set once, with everything below, when the session is over. */
  readonly settledAt: number | null;
  readonly endReason: string | null;
  readonly billedMinutes: number;
  readonly charged: number;
  readonly commission: number;
  readonly refunded: number;
}

export const SESSIONS = 'sessions';
export const sessionPath = (sessionId: string): string => `${SESSIONS}/${sessionId}`;

/** The caller's key in the caller's name space: nobody can take another's id. Keys hold no `~`, so two pairs never meet. */
export const sessionIdOf = (callerId: string, key: string): string => `${callerId}~${key}`;

export const isOver = ({ status }: SessionDoc): boolean => status === 'ended' || status === 'refunded';
export const isBroken = ({ status }: SessionDoc): boolean => status === 'interrupted' || status === 'recovering';
export const participantsOf = ({ callerId, calleeId }: SessionDoc): readonly [string, string] => [callerId, calleeId];

/** The session. @throws OperationError `not-found` */
export async function readSession(reader: Reader, sessionId: string): Promise<Doc<SessionDoc>> {
  const doc = await reader.get<SessionDoc>(sessionPath(sessionId));
  if (!doc) throw new OperationError('not-found', `there is no session "${sessionId}"`);
  return doc;
}

/** The session, for one of its two participants. @throws OperationError `not-found`, or `permission-denied` for anybody else */
export async function readOwnSession(reader: Reader, sessionId: string, uid: string): Promise<Doc<SessionDoc>> {
  const doc = await readSession(reader, sessionId);
  if (!participantsOf(doc.data).includes(uid))
    throw new OperationError('permission-denied', 'only the participants of a session may act on it');
  return doc;
}
