import type { SystemContext } from '../operations/index.ts';
import type { Reader, Writer } from '../ports/index.ts';
import { HEARTBEAT_TIMEOUT_MS } from './policy.ts';
import { participantsOf, type SessionDoc } from './session.ts';

/**
 * One participant's last sign of life in one session, at `sessionPresence/{sessionId}~{uid}`. It is written without reading, so that
 * heartbeats of two participants never wait for each other. One that is younger than an interruption is the consent to recover from it.
 */
export interface PresenceDoc {
  readonly [field: string]: string | number;
  readonly sessionId: string;
  readonly uid: string;
  readonly seenAt: number;
}

export const PRESENCE = 'sessionPresence';
export const presencePath = (sessionId: string, uid: string): string => `${PRESENCE}/${sessionId}~${uid}`;

export function notePresence(writer: Writer, sessionId: string, uid: string, now: number): void {
  writer.set(presencePath(sessionId, uid), { sessionId, uid, seenAt: now });
}

export function forgetPresence(writer: Writer, sessionId: string, session: SessionDoc): void {
  for (const uid of participantsOf(session)) writer.delete(presencePath(sessionId, uid));
}

/** When the caller and the callee were last seen in the session, or null. */
export async function readPresence(
  reader: Reader,
  sessionId: string,
  session: SessionDoc,
): Promise<readonly [number | null, number | null]> {
  const paths = participantsOf(session).map((uid) => presencePath(sessionId, uid));
  const [caller, callee] = await reader.getAll<PresenceDoc>(paths);
  return [caller?.data.seenAt ?? null, callee?.data.seenAt ?? null];
}

/** Whether a participant has come back since the interruption and is still there. */
export const isBack = (seenAt: number | null, interruptedAt: number, now: number): boolean =>
  seenAt !== null && seenAt > interruptedAt && now - seenAt < HEARTBEAT_TIMEOUT_MS;

/** Whether two users are there, whatever session their heartbeats belong to (pack 353, troubleshooting). */
export async function checkParticipantsOnline(
  { store, clock }: Pick<SystemContext, 'store' | 'clock'>,
  userId: string,
  partnerId: string,
): Promise<{ readonly userOnline: boolean; readonly partnerOnline: boolean; readonly bothOnline: boolean }> {
  const docs = await store.query<PresenceDoc>({
    collection: PRESENCE,
    where: [
      ['uid', 'in', [userId, partnerId]],
      ['seenAt', '>', clock.now() - HEARTBEAT_TIMEOUT_MS],
    ],
    orderBy: [['seenAt', 'desc']],
  });
  const online = new Set(docs.map(({ data }) => data.uid));
  const [userOnline, partnerOnline] = [online.has(userId), online.has(partnerId)];
  return { userOnline, partnerOnline, bothOnline: userOnline && partnerOnline };
}
