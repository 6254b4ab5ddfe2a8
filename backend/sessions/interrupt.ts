import type { RequestOf, ResponseOf } from '../../lib/api/index.ts';
import { type Context, callerId, type SystemContext } from '../operations/index.ts';
import { HEARTBEAT_TIMEOUT_MS } from './policy.ts';
import { type PresenceDoc, presencePath } from './presence.ts';
import { readOwnSession, type SessionDoc, sessionPath } from './session.ts';
import { interrupt } from './transitions.ts';

/**
 * A participant reports that the connection is lost; the server then tries to recover the session. In a session that is interrupted
 * already, or over, it changes nothing and answers the state; `graceEndsAt` is 0 where no grace is running.
 */
export async function markSessionInterrupted(
  ctx: Context,
  { sessionId, reason }: RequestOf<'markSessionInterrupted'>,
): Promise<ResponseOf<'markSessionInterrupted'>> {
  const uid = callerId(ctx);
  const { status, graceEndsAt } = await ctx.store.transaction(async (tx) => {
    const doc = await readOwnSession(tx, sessionId, uid);
    if (doc.data.status !== 'active') return doc.data;
    return interrupt(tx, ctx, doc, { reason, lostAt: ctx.clock.now() });
  });
  return { sessionId, status, graceEndsAt: graceEndsAt ?? 0 };
}

/**
 * The sweep found a participant silent: interrupts the session if that is still so; the call counts as used until the participant was
 * last seen. Presence that belongs to no active session is removed.
 */
export async function interruptIfSilent(
  ctx: Pick<SystemContext, 'store' | 'clock' | 'scheduler'>,
  sessionId: string,
  uid: string,
): Promise<void> {
  const path = presencePath(sessionId, uid);
  await ctx.store.transaction(async (tx) => {
    const presence = await tx.get<PresenceDoc>(path);
    if (!presence || ctx.clock.now() - presence.data.seenAt < HEARTBEAT_TIMEOUT_MS) return;
    const doc = await tx.get<SessionDoc>(sessionPath(sessionId));
    if (doc?.data.status === 'active')
      interrupt(tx, ctx, doc, { reason: 'heartbeat_lost', lostAt: presence.data.seenAt });
    else tx.delete(path);
  });
}
