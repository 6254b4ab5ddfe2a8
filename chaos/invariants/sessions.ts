import type { HistoryRecord } from '../../lib/history/index.ts';
import {
  type Evidence,
  type EvidenceDoc,
  earliestOf,
  finding,
  groupBy,
  type Invariant,
  idOf,
  inOrder,
  type Violation,
} from './evidence.ts';
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
  /** When a call that runs uses up its booked minutes, and when one that is interrupted is given up. */
  readonly endsAt?: number | null;
  readonly graceEndsAt?: number | null;
  readonly interruptions?: number;
  readonly interruptedAt?: number | null;
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
/** Recovery makes its attempts after the grace, and sweeps come every 10 s. */
const MARGIN_MS = 2 * MINUTE_MS;
/** What the clocks of client and backend may be apart. */
const CLOCKS_MS = 5_000;

/** Whether nobody can be in this call any longer. */
const isOverdue = ({ endsAt, graceEndsAt }: Session, { settledAt }: Evidence): boolean =>
  (endsAt ?? graceEndsAt ?? 0) + MARGIN_MS < settledAt;

/** Whether a participant was told that the call went on, although its time was over and no interruption had stopped the clock. */
function isBeyondBookedTime(call: Session, { invokedAt, outcome, response }: HistoryRecord): boolean {
  const { startedAt, scheduledMinutes, interruptions = 0, interruptedAt } = call;
  if (outcome !== 'ok' || response?.status !== 'active' || interruptions > 1) return false;
  const ran = interruptions === 0 || invokedAt < (interruptedAt ?? 0);
  return ran && invokedAt > startedAt + scheduledMinutes * MINUTE_MS + CLOCKS_MS;
}

/** The entries of the ledger by which tokens left a call's escrow, by call. */
const paidFromEscrow = (evidence: Evidence): Map<string, EvidenceDoc[]> =>
  groupBy(
    evidence.documents('ledger').filter((entry) => escrowLeft(entry) !== null),
    (entry) => escrowLeft(entry) ?? '',
  );

const escrowLeft = (entry: EvidenceDoc): string | null => {
  const left = postingsOf(entry).find(({ account, delta }) => delta < 0 && account.startsWith('escrow:'));
  return left ? left.account.slice('escrow:'.length) : null;
};

/** The tokens that went from the call's escrow back to its caller, and in how many entries. */
function refundOf(
  entries: readonly EvidenceDoc[],
  call: Session,
): { readonly tokens: number; readonly entries: number } {
  const back = entries.filter((entry) =>
    postingsOf(entry).some(({ account, delta }) => account === `user:${call.callerId}` && delta > 0),
  );
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
  about: ['startCall'],
  check: (evidence) => {
    const calls = callsOf(evidence);
    const balances = ledgerBalances(evidence);
    const paid = paidFromEscrow(evidence);
    const heartbeats = groupBy(
      evidence.history.filter(({ operation }) => operation === 'sessionHeartbeat'),
      ({ request }) => String(request.sessionId),
    );
    const violations = calls.flatMap((call): Violation[] => {
      const broken = (message: string) => [
        { message: `${call.kind} call ${call.id}: ${message}`, operations: operationsOf(evidence, [call.id]) },
      ];
      const left = balances.get(`escrow:${call.id}`) ?? 0;
      const beyond = heartbeats.get(call.id)?.find((one) => isBeyondBookedTime(call, one));
      if (beyond) return broken(`was active at ${beyond.id}, after its ${call.scheduledMinutes} booked minutes`);
      if (call.settledAt === null) {
        if (isOverdue(call, evidence))
          return broken(`still ${call.status} at the end, although its booked time is over`);
        return left === call.prepaid ? [] : broken(`${call.prepaid} tokens were paid for it, ${left} are in escrow`);
      }
      const due = (call.scheduledMinutes - call.billedMinutes) * call.ratePerMinute;
      const back = refundOf(paid.get(call.id) ?? [], call);
      if (call.billedMinutes < Math.min(call.scheduledMinutes, Math.ceil(call.usedMs / MINUTE_MS))) {
        return broken(`${call.usedMs} ms were used, but only ${call.billedMinutes} minutes billed`);
      }
      if (back.tokens !== due || back.entries > 1)
        return broken(`${due} tokens are due back, ${back.tokens} were paid in ${back.entries} entries`);
      return left === 0 ? [] : broken(`${left} tokens are left in escrow`);
    });
    return finding(calls.length, violations, 'nobody called');
  },
};

/**
 * By session, when its caller knew at the latest that the call was on. A call takes its times before it is committed, so that for as long as its
 * request lasts it may still begin after a call that ends meanwhile: what its documents say of that moment is no proof. Infinity where the
 * caller never knew.
 */
function knownSince({ history }: Evidence): Map<string, number> {
  const known = new Map<string, number>();
  for (const { operation, user, key, outcome, completedAt } of history) {
    if (operation !== 'startCall' || outcome === 'fail') continue;
    const id = `${user}~${key}`;
    known.set(id, Math.min(known.get(id) ?? Number.POSITIVE_INFINITY, completedAt ?? Number.POSITIVE_INFINITY));
  }
  return known;
}

export const oneActiveCallPerUser: Invariant = {
  id: 'one-active-call-per-user',
  title: 'Nobody is in two voice or video calls at once',
  source: 'pack 353 §1: one active session',
  about: ['startCall'],
  check: (evidence) => {
    const calls = callsOf(evidence);
    const perUser = groupBy(
      calls.flatMap((call) => [call.callerId, call.calleeId].map((uid) => ({ uid, call }))),
      ({ uid }) => uid,
    );
    const known = knownSince(evidence);
    const begun = ({ id, startedAt }: Session) => Math.max(earliestOf(evidence, startedAt), known.get(id) ?? 0);
    const over = ({ settledAt }: Session) =>
      settledAt === null ? Number.POSITIVE_INFINITY : earliestOf(evidence, settledAt);
    const violations: Violation[] = [];
    for (const [uid, entries] of perUser) {
      const ordered = entries.map(({ call }) => call).sort((a, b) => begun(a) - begun(b));
      ordered.forEach((call, i) => {
        const next = ordered[i + 1];
        if (next && begun(next) < Math.min(over(call), over(next))) {
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
