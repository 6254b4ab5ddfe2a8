import type { RequestOf, ResponseOf } from '../../lib/api/index.ts';
import { type Context, callerId } from '../operations/index.ts';
import { billOf, usedMsAt } from './billing.ts';
import { endAtBookedEnd } from './end.ts';
import { notePresence } from './presence.ts';
import { isOver, readOwnSession, type SessionDoc } from './session.ts';

/**
 * A participant is there: keeps an active session alive, and in an interrupted one consents to its recovery. One read and one write
 * that nobody else waits for. In a session that is over it changes nothing.
 */
export async function sessionHeartbeat(
  ctx: Context,
  { sessionId }: RequestOf<'sessionHeartbeat'>,
): Promise<ResponseOf<'sessionHeartbeat'>> {
  const uid = callerId(ctx);
  const now = ctx.clock.now();
  let session = (await readOwnSession(ctx.store, sessionId, uid)).data;
  if (session.status === 'active' && session.endsAt !== null && session.endsAt <= now)
    session = await endAtBookedEnd(ctx, sessionId);
  // A settlement between the read and this write leaves a presence without a session: the sweep removes it.
  if (!isOver(session)) await ctx.store.batch((writer) => notePresence(writer, sessionId, uid, now));
  return { sessionId, status: session.status, billedMinutes: billedSoFar(session, now) };
}

const billedSoFar = (session: SessionDoc, now: number): number =>
  isOver(session) ? session.billedMinutes : billOf(session, usedMsAt(session, now)).billedMinutes;

export async function getSessionStatus(
  ctx: Context,
  { sessionId }: RequestOf<'getSessionStatus'>,
): Promise<ResponseOf<'getSessionStatus'>> {
  const { data } = await readOwnSession(ctx.store, sessionId, callerId(ctx));
  const { status, kind, attempts, refunded } = data;
  return { sessionId, status, kind, attempts, refunded };
}
