import type { Context } from '../operations/index.ts';
import type { Reader, Writer } from '../ports/index.ts';
import type { RateLimitResult } from './check-rate-limit.ts';

/**
 * `activeSessions/{userId}`: the one voice or video session that the user takes part in. It exists exactly as long as the session is
 * not over, because it is written and deleted in the transactions that start and end the session; that is what makes the limit exact.
 */
export type ActiveSession = {
  readonly sessionId: string;
  /** The client's key of the call, so that a repeated start is recognised. */
  readonly callId: string;
  readonly kind: 'voice' | 'video';
  readonly startedAt: number;
  /** When the session ends at the latest. */
  readonly endsAt: number;
};

const activeSessionPath = (userId: string): string => `activeSessions/${userId}`;

/** The sessions in which these users are; those without one are missing from the map. */
export async function readActiveSessions(
  reader: Reader,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, ActiveSession>> {
  const docs = await reader.getAll<ActiveSession>(userIds.map(activeSessionPath));
  return new Map(docs.flatMap((doc) => (doc ? [[doc.id, doc.data] as const] : [])));
}

/** To be written in the transaction that starts the session, after `readActiveSessions` found none. */
export function claimActiveSession(writer: Writer, userId: string, session: ActiveSession): void {
  writer.create(activeSessionPath(userId), session);
}

/** To be written in the transaction that ends the session. */
export function releaseActiveSession(writer: Writer, userId: string): void {
  writer.delete(activeSessionPath(userId));
}

/** Refused calls may come back after this many seconds at the earliest, when nothing says how long the session lasts. */
const RETRY_AFTER_AT_LEAST = 1;

/**
 * Whether the user may start a voice or video session: one at a time, of either kind (pack 353 §1). With `callId`, the session that this
 * very call has started is no obstacle. A first look only: the transaction that starts the session decides, by its claim.
 */
export async function checkActiveSessions(
  ctx: Pick<Context, 'store' | 'clock'>,
  userId: string,
  _type: 'voice' | 'video',
  callId?: string,
): Promise<RateLimitResult> {
  const session = (await readActiveSessions(ctx.store, [userId])).get(userId);
  if (session === undefined || session.callId === callId) return { allowed: true };
  const seconds = Math.ceil((session.endsAt - ctx.clock.now()) / 1000);
  return { allowed: false, retryAfter: Math.max(RETRY_AFTER_AT_LEAST, seconds) };
}
