import type { ProviderAnswer } from '../ports/index.ts';
import { type Movement, transfer, userAccount } from '../wallet/index.ts';
import { MAX_RETRIES, nextRetryAt } from './schedule.ts';
import type { TransactionDoc } from './transaction.ts';

/** What was learned of a payment. Money is in the minor unit. */
export type Fact =
  | {
      readonly kind: 'succeeded';
      readonly providerTxId: string;
      readonly amount: number;
      readonly currency: string;
    }
  /** `amount`: given back so far, all refunds of this payment together. */
  | { readonly kind: 'refunded'; readonly providerTxId: string; readonly amount: number; readonly reason: string }
  /** `attempt`: number of the scheduled verification that learned it; null: learned otherwise. */
  | {
      readonly kind: 'failed';
      readonly providerTxId: string;
      readonly reason: string;
      readonly attempt: number | null;
    }
  /** Verification number `attempt` of the schedule brought no result; null: one that an operator asked for. */
  | { readonly kind: 'unresolved'; readonly attempt: number | null; readonly reason: string };

/** The verification's answer as a fact. */
export function factOf(answer: ProviderAnswer, providerTxId: string, attempt: number | null): Fact {
  if (answer.state === 'failed') return { kind: 'failed', providerTxId, reason: answer.reason, attempt };
  if (answer.state === 'pending') return { kind: 'unresolved', attempt, reason: 'the provider still says pending' };
  return { kind: 'succeeded', providerTxId, amount: answer.amount, currency: answer.currency };
}

/** Why people have to look at a payment. Each purpose opens one ticket per payment. */
export type TicketPurpose = 'unresolved' | 'mismatch' | 'shortfall';

/** One move of the machine: the document after it, and what has to be written with it. */
export interface Step {
  readonly action: 'confirmed' | 'failed' | 'refunded' | 'retried' | 'escalated' | 'mismatch' | 'ignored';
  readonly next: TransactionDoc;
  readonly movements: readonly Movement[];
  readonly ticket: TicketPurpose | null;
}

/**
 * The state machine of a purchase, pure. Facts come in any order and any number of times:
 *
 * - money that was paid in full is credited once, whatever was believed before (`pending`, `failed`, `escalated`);
 * - a failure is not final: a declined customer may try another card under the same payment, and the event that tells of it may get
 *   lost; so the scheduled verifications go on, and end without an escalation;
 * - a confirmed purchase never becomes anything else; refunds take tokens back, as far as the balance goes;
 * - money of another amount or currency is never credited: people decide.
 */
export function step(before: TransactionDoc, fact: Fact, { now, balance }: { now: number; balance: number }): Step {
  const state = { ...before, updatedAt: now };
  const still: Omit<Step, 'action'> = { next: state, movements: [], ticket: null };
  switch (fact.kind) {
    case 'succeeded': {
      if (before.status === 'confirmed') return { ...still, action: 'ignored' };
      if (!isOwed(before, fact)) {
        const reason = `paid ${fact.amount} ${fact.currency}, owed ${before.amount} ${before.currency}`;
        const { providerTxId } = fact;
        const next = ended(state, { status: 'escalated', reason, providerTxId });
        return { ...still, action: 'mismatch', next, ticket: 'mismatch' };
      }
      const { providerTxId } = fact;
      const confirmed = ended(state, { status: 'confirmed', reason: null, providerTxId, confirmedAt: now });
      const next = { ...confirmed, credited: before.tokens };
      const movements = [creditOf(next, now)];
      // A refund that was heard of first is taken back at once.
      const claw = clawBack(next, balance + before.tokens, now);
      return {
        action: 'confirmed',
        next: claw.next,
        movements: [...movements, ...claw.movements],
        ticket: claw.ticket,
      };
    }
    case 'refunded': {
      if (!isOfThisPayment(before, fact) || fact.amount <= before.refundedAmount)
        return { ...still, action: 'ignored' };
      const refunded = { ...state, refundedAmount: Math.min(fact.amount, before.amount), reason: fact.reason };
      return { action: 'refunded', ...clawBack(refunded, balance, now) };
    }
    case 'failed': {
      const { reason, attempt } = fact;
      if (isStale(before, attempt) || !isOfThisPayment(before, fact)) return { ...still, action: 'ignored' };
      const next = { ...verified(state, attempt), status: 'failed' as const, reason };
      if (before.status === 'failed') return { ...still, action: attempt === null ? 'ignored' : 'retried', next };
      // Money of the wrong amount was taken all the same: that stays with the people who look at it.
      const open =
        before.status === 'pending' || (before.status === 'escalated' && !before.tickets.includes('mismatch'));
      return open ? { ...still, action: 'failed', next } : { ...still, action: 'ignored' };
    }
    case 'unresolved': {
      const { attempt, reason } = fact;
      const open = before.status === 'pending' || before.status === 'failed';
      if (!open || isStale(before, attempt)) return { ...still, action: 'ignored' };
      const next = verified(state, attempt);
      if (before.status === 'failed' || attempt === null || attempt < MAX_RETRIES) {
        return { ...still, action: 'retried', next };
      }
      return { ...still, action: 'escalated', next: { ...next, status: 'escalated', reason }, ticket: 'unresolved' };
    }
  }
}

/** The job of a scheduled verification ran again although its result is recorded. */
const isStale = (before: TransactionDoc, attempt: number | null): boolean =>
  attempt !== null && attempt !== before.retries + 1;

/** Counts a scheduled verification and sets the time of the next, if any is left. */
const verified = (state: TransactionDoc, attempt: number | null): TransactionDoc =>
  attempt === null ? state : { ...state, retries: attempt, nextRetryAt: nextRetryAt(state.createdAt, attempt) };

/** Whether it is what has to be paid; currencies are ISO codes in whatever case. */
export const isOwed = (
  { amount, currency }: TransactionDoc,
  paid: { readonly amount: number; readonly currency: string },
): boolean => paid.amount === amount && paid.currency.toLowerCase() === currency;

/** A purchase can be paid twice by mistake; what becomes of the stray payment does not concern it. */
const isOfThisPayment = (before: TransactionDoc, { providerTxId }: { providerTxId: string }): boolean =>
  before.providerTxId === null || before.providerTxId === providerTxId;

type End = Pick<TransactionDoc, 'status' | 'reason'> & Partial<Pick<TransactionDoc, 'providerTxId' | 'confirmedAt'>>;
const ended = (state: TransactionDoc, end: End): TransactionDoc => ({ ...state, ...end, nextRetryAt: null });

const creditOf = ({ transactionId, provider, userId, tokens }: TransactionDoc, at: number): Movement => ({
  refId: transactionId,
  reason: 'token-purchase',
  at,
  postings: transfer(`provider:${provider}`, userAccount(userId), tokens),
});

/** Takes back the share of the tokens that was refunded, rounded down, as far as they were credited and the balance goes. */
function clawBack(state: TransactionDoc, balance: number, at: number): Omit<Step, 'action'> {
  const share = Math.floor((state.tokens * state.refundedAmount) / state.amount);
  const due = state.credited === 0 ? 0 : share - state.clawedBack - state.shortfall;
  if (due <= 0) return { next: state, movements: [], ticket: null };
  const taken = Math.min(due, balance);
  const shortfall = state.shortfall + due - taken;
  const movement: Movement = {
    refId: `${state.transactionId}:refund:${state.clawBacks + 1}`,
    reason: 'token-refund',
    at,
    postings: transfer(userAccount(state.userId), `provider:${state.provider}`, taken),
  };
  return {
    next: {
      ...state,
      clawedBack: state.clawedBack + taken,
      clawBacks: state.clawBacks + (taken > 0 ? 1 : 0),
      shortfall,
    },
    movements: taken > 0 ? [movement] : [],
    ticket: due > taken ? 'shortfall' : null,
  };
}
