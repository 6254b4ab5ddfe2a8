import type { RequestOf, ResponseOf } from '../../lib/api/index.ts';
import { type Context, callerId, type SystemContext } from '../operations/index.ts';
import type { Doc, Transaction } from '../ports/index.ts';
import { readWallets, type Wallets } from '../wallet/index.ts';
import { isOver, participantsOf, readOwnSession, readSession, type SessionDoc } from './session.ts';
import { settle } from './transitions.ts';

/** Both wallets, for a settlement; none for chats. A read: before the first write. */
export const walletsOf = async (tx: Transaction, session: SessionDoc): Promise<Wallets> =>
  session.kind === 'chat' ? new Map() : readWallets(tx, participantsOf(session));

type Part = Pick<SystemContext, 'store' | 'clock' | 'scheduler'>;

/**
 * Ends a session for good and settles it: used minutes to the callee less commission, unused ones back to the caller. A session that is
 * over answers what it was settled with, so that ending, recovering and refunding at once settle exactly once.
 */
async function endSession(
  ctx: Part,
  read: (tx: Transaction) => Promise<Doc<SessionDoc>>,
  to: 'ended' | 'refunded',
  reason: string,
  stillWanted: (session: SessionDoc) => boolean = () => true,
): Promise<SessionDoc> {
  return ctx.store.transaction(async (tx) => {
    const doc = await read(tx);
    if (isOver(doc.data) || !stillWanted(doc.data)) return doc.data;
    return settle(tx, ctx, doc, await walletsOf(tx, doc.data), { to, reason });
  });
}

/** One of the participants hangs up. */
export async function endCall(ctx: Context, { sessionId }: RequestOf<'endCall'>): Promise<ResponseOf<'endCall'>> {
  const uid = callerId(ctx);
  const session = await endSession(ctx, (tx) => readOwnSession(tx, sessionId, uid), 'ended', 'hang-up');
  const { status, billedMinutes, charged, refunded } = session;
  return { sessionId, status, billedMinutes, charged, refunded };
}

/** The booked minutes are used up: ends the call unless it was interrupted meanwhile. */
export const endAtBookedEnd = (ctx: Part, sessionId: string): Promise<SessionDoc> =>
  endSession(
    ctx,
    (tx) => readSession(tx, sessionId),
    'ended',
    'booked-end',
    ({ status, endsAt }) => status === 'active' && endsAt !== null && endsAt <= ctx.clock.now(),
  );

/**
 * Refunds the unused minutes of a session that cannot be recovered (pack 353 §3); the commission on used ones stays. Idempotent.
 * `stillWanted` is asked in the transaction that refunds.
 */
export const initiateSessionRefund = (
  ctx: Part,
  sessionId: string,
  reason: string,
  stillWanted?: (session: SessionDoc) => boolean,
): Promise<SessionDoc> => endSession(ctx, (tx) => readSession(tx, sessionId), 'refunded', reason, stillWanted);
