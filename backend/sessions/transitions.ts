import type { SystemContext } from '../operations/index.ts';
import type { Doc, Transaction } from '../ports/index.ts';
import { releaseActiveSession } from '../ratelimits/index.ts';
import { COMMISSION_ACCOUNT, escrowAccount, type Posting, post, userAccount, type Wallets } from '../wallet/index.ts';
import { cancelAttempt, cancelGraceEnd, scheduleAttempt, scheduleGraceEnd } from './attempts.ts';
import { type Bill, billOf, usedMsAt } from './billing.ts';
import { RECOVERY } from './policy.ts';
import { forgetPresence } from './presence.ts';
import { isBroken, participantsOf, type SessionDoc } from './session.ts';

/**
 * The moves of the state machine, as writes of a transaction that has read the session:
 * active → interrupted → recovering → active | refunded | ended, and active → ended. A session that is over never moves again.
 */
type Part = Pick<SystemContext, 'clock' | 'scheduler'>;

/** active → interrupted. `lostAt`: until when the call counts as used. Returns the session as it is then. */
export function interrupt(
  tx: Transaction,
  { clock, scheduler }: Part,
  { id, path, data }: Doc<SessionDoc>,
  { reason, lostAt }: { readonly reason: string; readonly lostAt: number },
): SessionDoc {
  const now = clock.now();
  const { delayMs, graceMs } = RECOVERY[data.kind];
  const changes = {
    status: 'interrupted',
    usedMs: usedMsAt(data, lostAt),
    endsAt: null,
    interruptions: data.interruptions + 1,
    attempts: 0,
    interruptedAt: now,
    interruptReason: reason,
    graceEndsAt: now + graceMs,
  } as const;
  tx.update(path, changes);
  const key = { sessionId: id, interruption: changes.interruptions, attempt: 1 };
  scheduleAttempt(tx, scheduler, key, now + delayMs);
  return { ...data, ...changes };
}

/** interrupted | recovering → active. */
export function recover(
  tx: Transaction,
  { clock, scheduler }: Part,
  { id, path, data }: Doc<SessionDoc>,
  by: 'attempt' | 'participant',
): SessionDoc {
  const now = clock.now();
  const changes = {
    status: 'active',
    activeSince: now,
    endsAt: data.kind === 'chat' ? null : now + data.scheduledMinutes * 60_000 - data.usedMs,
    recoveries: data.recoveries + 1,
    attempts: data.attempts + (by === 'attempt' ? 1 : 0),
    graceEndsAt: null,
  } as const;
  tx.update(path, changes);
  if (by === 'participant') cancelRecovery(tx, scheduler, id, data);
  return { ...data, ...changes };
}

/** A failed attempt: the next one, or the wait for the end of grace. The caller settles where neither is left. */
export function waitOn(tx: Transaction, { clock, scheduler }: Part, { id, path, data }: Doc<SessionDoc>): void {
  const { maxAttempts, delayMs } = RECOVERY[data.kind];
  const attempts = data.attempts + 1;
  const key = { sessionId: id, interruption: data.interruptions };
  tx.update(path, { status: 'recovering', attempts });
  if (attempts < maxAttempts) scheduleAttempt(tx, scheduler, { ...key, attempt: attempts + 1 }, clock.now() + delayMs);
  else scheduleGraceEnd(tx, scheduler, key, data.graceEndsAt ?? clock.now());
}

/** How a session ends, and what of the recovery is still under way (a job that settles is its own last step). */
export interface Ending {
  readonly to: 'ended' | 'refunded';
  readonly reason: string;
  /** Attempts made, where this settlement is the last attempt itself. */
  readonly attempts?: number;
}

/** Any state that is not over → ended | refunded: empties the escrow, frees both participants. `wallets` holds both of them. */
export function settle(
  tx: Transaction,
  { clock, scheduler }: Part,
  { id, path, data }: Doc<SessionDoc>,
  wallets: Wallets,
  ending: Ending,
): SessionDoc {
  const now = clock.now();
  const usedMs = usedMsAt(data, now);
  const bill = billOf(data, usedMs);
  const { billedMinutes, charged, commission, refunded } = bill;
  const changes = {
    status: ending.to,
    usedMs,
    endsAt: null,
    graceEndsAt: null,
    attempts: ending.attempts ?? data.attempts,
    settledAt: now,
    endReason: ending.reason,
    billedMinutes,
    charged,
    commission,
    refunded,
  };
  tx.update(path, changes);
  forgetPresence(tx, id, data);
  if (ending.attempts === undefined) cancelRecovery(tx, scheduler, id, data);
  if (data.kind !== 'chat') {
    for (const uid of participantsOf(data)) releaseActiveSession(tx, uid);
    post(tx, wallets, {
      refId: `call-settle:${id}`,
      reason: `call-${ending.to}`,
      at: now,
      postings: postingsOf(id, data, bill),
    });
  }
  return { ...data, ...changes };
}

function cancelRecovery(tx: Transaction, scheduler: SystemContext['scheduler'], id: string, data: SessionDoc): void {
  if (!isBroken(data)) return;
  const key = { sessionId: id, interruption: data.interruptions };
  if (data.attempts < RECOVERY[data.kind].maxAttempts)
    cancelAttempt(tx, scheduler, { ...key, attempt: data.attempts + 1 });
  else cancelGraceEnd(tx, scheduler, key);
}

function postingsOf(id: string, { callerId, calleeId, prepaid }: SessionDoc, bill: Bill): Posting[] {
  return [
    { account: escrowAccount(id), delta: -prepaid },
    { account: userAccount(calleeId), delta: bill.earning },
    { account: COMMISSION_ACCOUNT, delta: bill.commission },
    { account: userAccount(callerId), delta: bill.refunded },
  ].filter(({ delta }) => delta !== 0);
}
