import type { RequestOf, ResponseOf } from '../../lib/api/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import { type Context, callerId } from '../operations/index.ts';
import { type ActiveSession, claimActiveSession, rateLimitExceeded, readActiveSessions } from '../ratelimits/index.ts';
import { balanceOf, escrowAccount, post, readWallets, transfer, userAccount } from '../wallet/index.ts';
import { DEGRADED_MAX_MINUTES, RATE_PER_MINUTE, type SessionKind } from './policy.ts';
import { notePresence } from './presence.ts';
import { type SessionDoc, sessionIdOf, sessionPath } from './session.ts';

/** Callers that want the same callee at once meet in one transaction each; all but one then find the callee busy. */
const MAX_ATTEMPTS = 20;

/**
 * Starts a call: all booked minutes are paid into escrow, and both participants are taken until it is over. A repeat with the same
 * `callId` answers the same. While calls are degraded, at most {@link DEGRADED_MAX_MINUTES} minutes are booked.
 * @throws OperationError `resource-exhausted` with `retryAfter` where the caller or the callee is in a session already;
 * `failed-precondition` without the tokens; `not-found` without such a callee; `already-exists` where `callId` was another call
 */
export async function startCall(ctx: Context, input: RequestOf<'startCall'>): Promise<ResponseOf<'startCall'>> {
  const uid = callerId(ctx);
  const { callId, calleeId, kind } = input;
  const sessionId = sessionIdOf(uid, callId);
  if (calleeId === uid) throw new OperationError('invalid-argument', 'calleeId: call somebody else');
  return ctx.store.transaction(
    async (tx) => {
      const existing = await tx.get<SessionDoc>(sessionPath(sessionId));
      if (existing) return answer(sessionId, sameOr(existing.data, kind, calleeId));
      const active = await readActiveSessions(tx, [uid, calleeId]);
      refuseBusy(ctx, active, uid, calleeId);
      if (!(await tx.get(`users/${calleeId}`)))
        throw new OperationError('not-found', `calleeId: there is no user "${calleeId}"`);
      const wallets = await readWallets(tx, [uid]);

      const now = ctx.clock.now();
      const minutes =
        ctx.mode === 'degraded' ? Math.min(input.scheduledMinutes, DEGRADED_MAX_MINUTES) : input.scheduledMinutes;
      const ratePerMinute = RATE_PER_MINUTE[kind];
      const prepaid = minutes * ratePerMinute;
      post(tx, wallets, {
        refId: `call-start:${sessionId}`,
        reason: 'call-prepaid',
        at: now,
        postings: transfer(userAccount(uid), escrowAccount(sessionId), prepaid),
      });
      const session: SessionDoc = {
        ...newSession(kind, uid, calleeId, now),
        scheduledMinutes: minutes,
        ratePerMinute,
        prepaid,
        balanceAfter: balanceOf(wallets, uid),
        endsAt: now + minutes * 60_000,
      };
      tx.create(sessionPath(sessionId), session);
      const claim: ActiveSession = { sessionId, callId, kind, startedAt: now, endsAt: now + minutes * 60_000 };
      for (const participant of [uid, calleeId]) claimActiveSession(tx, participant, claim);
      notePresence(tx, sessionId, uid, now);
      return answer(sessionId, session);
    },
    { maxAttempts: MAX_ATTEMPTS },
  );
}

/** Opens a chat session, so that a broken connection can be recovered; chats are paid per message. Repeats answer the same. */
export async function startChatSession(
  ctx: Context,
  { chatSessionId, partnerId }: RequestOf<'startChatSession'>,
): Promise<ResponseOf<'startChatSession'>> {
  const uid = callerId(ctx);
  const sessionId = sessionIdOf(uid, chatSessionId);
  if (partnerId === uid) throw new OperationError('invalid-argument', 'partnerId: chat with somebody else');
  return ctx.store.transaction(async (tx) => {
    const existing = await tx.get<SessionDoc>(sessionPath(sessionId));
    if (existing) return { sessionId, status: sameOr(existing.data, 'chat', partnerId).status };
    if (!(await tx.get(`users/${partnerId}`)))
      throw new OperationError('not-found', `partnerId: there is no user "${partnerId}"`);
    const now = ctx.clock.now();
    tx.create(sessionPath(sessionId), newSession('chat', uid, partnerId, now));
    notePresence(tx, sessionId, uid, now);
    return { sessionId, status: 'active' as const };
  });
}

const newSession = (kind: SessionKind, callerUid: string, calleeId: string, now: number): SessionDoc => ({
  kind,
  callerId: callerUid,
  calleeId,
  status: 'active',
  startedAt: now,
  scheduledMinutes: 0,
  ratePerMinute: 0,
  prepaid: 0,
  balanceAfter: 0,
  activeSince: now,
  usedMs: 0,
  endsAt: null,
  interruptions: 0,
  recoveries: 0,
  attempts: 0,
  interruptedAt: null,
  interruptReason: null,
  graceEndsAt: null,
  settledAt: null,
  endReason: null,
  billedMinutes: 0,
  charged: 0,
  commission: 0,
  refunded: 0,
});

/** A repeated key must mean the same session. */
function sameOr(session: SessionDoc, kind: SessionKind, calleeId: string): SessionDoc {
  if (session.kind === kind && session.calleeId === calleeId) return session;
  throw new OperationError('already-exists', 'this id was used for another session: choose a new one');
}

const answer = (sessionId: string, session: SessionDoc): ResponseOf<'startCall'> => ({
  sessionId,
  status: session.status,
  ratePerMinute: session.ratePerMinute,
  prepaid: session.prepaid,
  balance: session.balanceAfter,
});

function refuseBusy(ctx: Context, active: ReadonlyMap<string, ActiveSession>, uid: string, calleeId: string): void {
  for (const [who, role] of [
    [uid, 'caller'],
    [calleeId, 'callee'],
  ] as const) {
    const session = active.get(who);
    if (!session) continue;
    const seconds = Math.max(1, Math.ceil((session.endsAt - ctx.clock.now()) / 1000));
    const { code, message, details } = rateLimitExceeded('VOICE_VIDEO', seconds);
    throw new OperationError(code, message, { ...details, busy: role });
  }
}
