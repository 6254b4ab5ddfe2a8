import { z } from 'zod';
import type { RequestOf, ResponseOf } from '../../lib/api/index.ts';
import { type Context, callerId, type JobHandler, type SystemContext } from '../operations/index.ts';
import { ATTEMPT_JOB, type AttemptKey, GRACE_END_JOB, recordAttempt } from './attempts.ts';
import { initiateSessionRefund, walletsOf } from './end.ts';
import { RECOVERY } from './policy.ts';
import { isBack, notePresence, readPresence } from './presence.ts';
import { isBroken, participantsOf, readOwnSession, type SessionDoc, sessionPath } from './session.ts';
import { recover, settle, waitOn } from './transitions.ts';

type Part = Pick<SystemContext, 'store' | 'clock' | 'scheduler'>;

/**
 * A participant is back and wants to go on: recovers the session at once if the partner is back too (a heartbeat since the interruption is
 * the partner's consent) and grace has not ended. Otherwise the automatic attempts go on. `attempts` counts automatic ones.
 */
export async function attemptSessionRecovery(
  ctx: Context,
  { sessionId }: RequestOf<'attemptSessionRecovery'>,
): Promise<ResponseOf<'attemptSessionRecovery'>> {
  const uid = callerId(ctx);
  const session = await ctx.store.transaction(async (tx) => {
    const doc = await readOwnSession(tx, sessionId, uid);
    const { data } = doc;
    if (!isBroken(data)) return data;
    const now = ctx.clock.now();
    const seen = await readPresence(tx, sessionId, data);
    const others = seen.filter((_, i) => participantsOf(data)[i] !== uid);
    notePresence(tx, sessionId, uid, now);
    const together = others.every((at) => isBack(at, data.interruptedAt ?? 0, now));
    return together && now <= (data.graceEndsAt ?? 0) ? recover(tx, ctx, doc, 'participant') : data;
  });
  return { sessionId, status: session.status, attempts: session.attempts, refunded: session.refunded };
}

/**
 * One automatic attempt (pack 353 §3): both back → recovered, else the next attempt, else refund. Limited by their number, not by
 * grace, so that participants do not pay for attempts that the server itself was late with. An attempt whose turn has passed does nothing.
 */
async function runAttempt(ctx: Part, key: AttemptKey): Promise<void> {
  const { sessionId, interruption, attempt } = key;
  await ctx.store.transaction(async (tx) => {
    const doc = await tx.get<SessionDoc>(sessionPath(sessionId));
    if (!doc || !isBroken(doc.data)) return;
    const { data } = doc;
    if (data.interruptions !== interruption || data.attempts !== attempt - 1) return;
    const now = ctx.clock.now();
    const seen = await readPresence(tx, sessionId, data);
    const wallets = await walletsOf(tx, data);
    const [callerBack, calleeBack] = seen.map((at) => isBack(at, data.interruptedAt ?? 0, now)) as [boolean, boolean];
    const recovered = callerBack && calleeBack;
    recordAttempt(tx, key, { status: recovered ? 'recovered' : 'failed', ranAt: now, callerBack, calleeBack });
    if (recovered) recover(tx, ctx, doc, 'attempt');
    else if (attempt >= RECOVERY[data.kind].maxAttempts && now >= (data.graceEndsAt ?? now))
      settle(tx, ctx, doc, wallets, { ...lossOf(data), attempts: attempt });
    else waitOn(tx, ctx, doc);
  });
}

/** Grace has ended after the last attempt: the session is lost. */
async function endOfGrace(ctx: Part, { sessionId, interruption }: Omit<AttemptKey, 'attempt'>): Promise<void> {
  await ctx.store.transaction(async (tx) => {
    const doc = await tx.get<SessionDoc>(sessionPath(sessionId));
    if (!doc || !isBroken(doc.data) || doc.data.interruptions !== interruption) return;
    if (ctx.clock.now() < (doc.data.graceEndsAt ?? 0)) return;
    settle(tx, ctx, doc, await walletsOf(tx, doc.data), lossOf(doc.data));
  });
}

/** A lost call is refunded; a lost chat just ends, because its messages were paid one by one. */
const lossOf = ({ kind }: SessionDoc) =>
  ({ to: kind === 'chat' ? 'ended' : 'refunded', reason: 'not-recovered' }) as const;

/** Should a recovery's own jobs have been given up, the sweep settles it: no participant stays taken for ever. */
export const settleAbandoned = (ctx: Part, sessionId: string, graceEndedBefore: number): Promise<SessionDoc> =>
  initiateSessionRefund(
    ctx,
    sessionId,
    'recovery-abandoned',
    (session) => isBroken(session) && (session.graceEndsAt ?? graceEndedBefore) <= graceEndedBefore,
  );

const graceKey = z.object({ sessionId: z.string(), interruption: z.int().min(1) });
const attemptKey = graceKey.extend({ attempt: z.int().min(1) });

export const recoveryJobs: readonly JobHandler[] = [
  { kind: ATTEMPT_JOB, feature: 'calls', run: (ctx, payload) => runAttempt(ctx, attemptKey.parse(payload)) },
  { kind: GRACE_END_JOB, feature: 'calls', run: (ctx, payload) => endOfGrace(ctx, graceKey.parse(payload)) },
];
