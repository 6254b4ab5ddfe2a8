import { type Evidence, finding, groupBy, type Invariant, idOf, inOrder, type Violation } from './evidence.ts';
import { ledgerBalances, postingsOf } from './ledger.ts';

/** The fields of `sessions/{id}` that checkers read. */
interface Session {
  readonly id: string;
  readonly kind: string;
  readonly callerId: string;
  readonly calleeId: string;
  readonly status: string;
  readonly startedAt: number;
  readonly settledAt: number | null;
  readonly scheduledMinutes: number;
  readonly ratePerMinute: number;
  readonly prepaid: number;
  readonly usedMs: number;
  readonly billedMinutes: number;
  readonly refunded: number;
}

const callsOf = (evidence: Evidence): Session[] =>
  evidence
    .documents('sessions')
    .filter((doc) => doc.data.kind === 'voice' || doc.data.kind === 'video')
    .map((doc) => ({ ...(doc.data as unknown as Session), id: idOf(doc) }));

const operationsOf = (evidence: Evidence, ids: readonly string[]) =>
  inOrder(
    evidence.history.filter((one) => ids.includes(String(one.response?.sessionId ?? one.request.sessionId ?? ''))),
  );

const MINUTE_MS = 60_000;

/** The tokens that the ledger shows to have gone from the call's escrow back to its caller, and in how many entries. */
function refundOf(evidence: Evidence, call: Session): { readonly tokens: number; readonly entries: number } {
  const back = evidence.documents('ledger').filter((entry) => {
    const postings = postingsOf(entry);
    const leaves = postings.some(({ account, delta }) => account === `escrow:${call.id}` && delta < 0);
    return leaves && postings.some(({ account, delta }) => account === `user:${call.callerId}` && delta > 0);
  });
  const tokens = back.reduce(
    (sum, entry) =>
      sum +
      postingsOf(entry)
        .filter(({ account }) => account === `user:${call.callerId}`)
        .reduce((part, { delta }) => part + delta, 0),
    0,
  );
  return { tokens, entries: back.length };
}

export const refundIsUnusedMinutes: Invariant = {
  id: 'refund-is-unused-minutes',
  title: 'A call refunds its unused minutes × rate, once, and leaves nothing in escrow',
  source: 'pack 353 §3: refund logic',
  check: (evidence) => {
    const calls = callsOf(evidence);
    const balances = ledgerBalances(evidence);
    const violations = calls.flatMap((call): Violation[] => {
      const broken = (message: string) => [
        { message: `${call.kind} call ${call.id}: ${message}`, operations: operationsOf(evidence, [call.id]) },
      ];
      if (call.settledAt === null) return broken(`still ${call.status} at the end, although its booked time is over`);
      const due = (call.scheduledMinutes - call.billedMinutes) * call.ratePerMinute;
      const paid = refundOf(evidence, call);
      if (call.billedMinutes < Math.min(call.scheduledMinutes, Math.ceil(call.usedMs / MINUTE_MS))) {
        return broken(`${call.usedMs} ms were used, but only ${call.billedMinutes} minutes billed`);
      }
      if (paid.tokens !== due || paid.entries > 1)
        return broken(`${due} tokens are due back, ${paid.tokens} were paid in ${paid.entries} entries`);
      const left = balances.get(`escrow:${call.id}`) ?? 0;
      return left === 0 ? [] : broken(`${left} tokens are left in escrow`);
    });
    return finding(calls.length, violations, 'nobody called');
  },
};

export const oneActiveCallPerUser: Invariant = {
  id: 'one-active-call-per-user',
  title: 'Nobody is in two voice or video calls at once',
  source: 'pack 353 §1: one active session',
  check: (evidence) => {
    const calls = callsOf(evidence);
    const perUser = groupBy(
      calls.flatMap((call) => [call.callerId, call.calleeId].map((uid) => ({ uid, call }))),
      ({ uid }) => uid,
    );
    const violations: Violation[] = [];
    for (const [uid, entries] of perUser) {
      const ordered = entries.map(({ call }) => call).sort((a, b) => a.startedAt - b.startedAt);
      ordered.forEach((call, i) => {
        const next = ordered[i + 1];
        if (next && next.startedAt < (call.settledAt ?? Number.POSITIVE_INFINITY)) {
          violations.push({
            message: `${uid} was in ${call.id} and ${next.id} at once`,
            operations: operationsOf(evidence, [call.id, next.id]),
          });
        }
      });
    }
    return finding(calls.length, violations, 'nobody called');
  },
};
