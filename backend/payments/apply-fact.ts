import type { Provider } from '../../lib/api/index.ts';
import type { SystemContext } from '../operations/index.ts';
import type { DocData, Transaction } from '../ports/index.ts';
import { balanceOf, post, readWallets } from '../wallet/index.ts';
import { audited, type Via } from './audit.ts';
import { callForHelp, closeTickets } from './escalation.ts';
import { retryJob, retryJobId, settleJob } from './schedule.ts';
import { type Fact, isOwed, type Step, step } from './state-machine.ts';
import {
  eventPath,
  type PaymentClaim,
  paymentClaimPath,
  readTransaction,
  type TransactionDoc,
  transactionPath,
} from './transaction.ts';
import { readUnmatched, recordUnmatched } from './unmatched.ts';

/** Providers repeat an event for days at most; claims and states hold for ever. */
const EVENT_KEPT_MS = 90 * 24 * 60 * 60_000;

export type FactContext = Pick<SystemContext, 'store' | 'clock' | 'scheduler'>;

/** Who says so. An event of a provider is dealt with once, by its id. */
export interface Source {
  readonly via: Via;
  readonly provider: Provider;
  readonly eventId?: string;
}

export interface Outcome {
  /** `duplicate`: the event was dealt with before; `unmatched`: money that pays for no purchase; `unknown`: nothing of ours. */
  readonly action: Step['action'] | 'duplicate' | 'unmatched' | 'unknown';
  readonly transaction: TransactionDoc | null;
}

/**
 * Takes a fact into account in one transaction: the event's id, the state, the ledger, the wallet, the audit, the next verification, the
 * ticket and the notification are committed together or not at all. That is what makes duplicates, reordering and crashes harmless.
 */
export async function applyFact(
  ctx: FactContext,
  transactionId: string | null,
  fact: Fact,
  source: Source,
): Promise<Outcome> {
  return ctx.store.transaction(async (tx) => {
    const { provider, eventId, via } = source;
    const seen = eventId === undefined ? null : await tx.get(eventPath(provider, eventId));
    const before = transactionId === null ? null : await readTransaction(tx, transactionId);
    if (seen) return { action: 'duplicate', transaction: before };
    const claimPath = fact.kind === 'succeeded' ? paymentClaimPath(provider, fact.providerTxId) : null;
    const claim = claimPath === null ? null : await tx.get<PaymentClaim>(claimPath);
    const stray = strayReason(before, fact, source, claim?.data);
    const known = stray !== null && fact.kind === 'succeeded' && (await readUnmatched(tx, provider, fact.providerTxId));
    const wallets = await readWallets(tx, before ? [before.userId] : []);

    const at = ctx.clock.now();
    if (eventId !== undefined) {
      const expireAt = at + EVENT_KEPT_MS;
      tx.create(eventPath(provider, eventId), { provider, eventId, transactionId, fact: fact.kind, at, expireAt });
    }
    if (stray !== null && fact.kind === 'succeeded') {
      const { providerTxId, amount, currency } = fact;
      const money = { provider, providerTxId, amount, currency, transactionId, reason: stray, at };
      if (!known) recordUnmatched(tx, ctx, money, before?.userId ?? null);
      return { action: 'unmatched', transaction: before };
    }
    if (before === null || before.provider !== provider) return { action: 'unknown', transaction: null };

    const taken = step(before, fact, { now: at, balance: balanceOf(wallets, before.userId) });
    for (const movement of taken.movements) post(tx, wallets, movement);
    const decided = before.status === 'escalated' && taken.next.status !== 'escalated';
    if (decided) closeTickets(tx, before, taken.next);
    const helped = taken.ticket === null ? taken.next : callForHelp(tx, ctx, taken.next, taken.ticket);
    const detail: DocData = { ...fact, ...(eventId !== undefined && { eventId }) };
    const after = audited(tx, before, helped, { action: taken.action, via, at, detail });
    tx.set(transactionPath(after.transactionId), after);
    if (claimPath !== null && claim === null) tx.create(claimPath, { transactionId: after.transactionId });
    scheduleNext(ctx, tx, before, after);
    return { action: taken.action, transaction: after };
  });
}

/** Why money that came in pays for no purchase of ours; null where it pays for this one, or where no money came in. */
function strayReason(
  before: TransactionDoc | null,
  fact: Fact,
  { provider }: Source,
  claim: PaymentClaim | undefined,
): string | null {
  if (fact.kind !== 'succeeded') return null;
  if (before === null) return 'no purchase of ours goes with it';
  if (before.provider !== provider) return `its purchase was begun with ${before.provider}`;
  if (claim !== undefined && claim.transactionId !== before.transactionId) return 'it has paid for another purchase';
  if (before.providerTxId === null || before.providerTxId === fact.providerTxId) return null;
  if (before.status === 'confirmed') return 'its purchase was paid before';
  // The payment that was begun stays the one that is asked after.
  if (!isOwed(before, fact)) return 'it is neither the payment that was begun nor of its amount';
  return null;
}

function scheduleNext(ctx: FactContext, tx: Transaction, before: TransactionDoc, after: TransactionDoc): void {
  const { transactionId, retries, provider } = after;
  const due = after.nextRetryAt;
  if (due === null && before.nextRetryAt !== null) ctx.scheduler.cancel(tx, retryJobId(transactionId));
  if (due !== null && due !== before.nextRetryAt) {
    ctx.scheduler.schedule(tx, retryJob(transactionId, retries + 1, due));
  }
  if (before.status !== 'confirmed' && after.status === 'confirmed') {
    const job = settleJob(provider, transactionId, ctx.clock.now());
    if (job !== null) ctx.scheduler.schedule(tx, job);
  }
}
