import {
  type Evidence,
  finding,
  groupBy,
  type Invariant,
  idOf,
  inOrder,
  recordsOf,
  type Violation,
} from './evidence.ts';

/** A limit of pack 353 §1 and where accepted calls have left their time. */
interface Limit {
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
  readonly collection: string;
  readonly user: string;
  readonly at: string;
  readonly operation: string;
}

const MINUTE_MS = 60_000;

const LIMITS: readonly Limit[] = [
  {
    name: 'CHAT_PAID',
    limit: 30,
    windowMs: MINUTE_MS,
    collection: 'messages',
    user: 'senderId',
    at: 'at',
    operation: 'sendChatMessage',
  },
  {
    name: 'TOKEN_PURCHASE',
    limit: 3,
    windowMs: 10 * MINUTE_MS,
    collection: 'pendingTransactions',
    user: 'userId',
    at: 'createdAt',
    operation: 'purchaseTokens',
  },
];

/** A call was let in between being sent and having left its time. */
export interface Admitted {
  readonly since: number;
  readonly at: number;
}

/**
 * The first stretch of `windowMs` that surely has more than `limit` calls in it, or null: a call that took long between being let in and leaving its time may
 * belong to an earlier window. A window includes its start and not its end.
 */
export function overfullWindow(
  calls: readonly Admitted[],
  limit: number,
  windowMs: number,
): readonly [from: number, count: number] | null {
  const sorted = [...calls].sort((a, b) => a.at - b.at);
  for (let i = limit; i < sorted.length; i++) {
    const first = sorted[i - limit]?.since ?? 0;
    if ((sorted[i]?.at ?? 0) - first >= windowMs) continue;
    return [first, sorted.filter(({ since, at }) => since >= first && at - first < windowMs).length];
  }
  return null;
}

/**
 * When the call was sent that left a document behind, by the document's id: the earliest attempt, since any may have been the one. A purchase is
 * named by its answer; of one that was not answered it is unknown which it is, so it counts as the earliest of those.
 */
function sentAt(evidence: Evidence, uid: string, operation: string): (id: string) => number | undefined {
  const calls = recordsOf(evidence, uid).filter((one) => one.operation === operation && one.key !== null);
  const sent = new Map<string, number>();
  for (const attempts of groupBy(calls, ({ key }) => key).values()) {
    const first = Math.min(...attempts.map(({ invokedAt }) => invokedAt));
    const named = attempts.find(({ response }) => typeof response?.transactionId === 'string');
    const id = operation === 'purchaseTokens' ? String(named?.response?.transactionId ?? '') : String(attempts[0]?.key);
    sent.set(id, Math.min(first, sent.get(id) ?? first));
  }
  return (id) => sent.get(id) ?? sent.get('');
}

function check(evidence: Evidence) {
  const violations: Violation[] = [];
  let checked = 0;
  for (const limit of LIMITS) {
    const docs = evidence.documents(limit.collection);
    checked += docs.length;
    for (const [uid, own] of groupBy(docs, (doc) => String(doc.data[limit.user]))) {
      if (own.length <= limit.limit) continue;
      const sent = sentAt(evidence, uid, limit.operation);
      const calls = own.map((doc) => {
        const at = Number(doc.data[limit.at]);
        return { since: Math.min(at, sent(idOf(doc)) ?? at), at };
      });
      const over = overfullWindow(calls, limit.limit, limit.windowMs);
      if (!over) continue;
      const [from, count] = over;
      const keys = new Set(own.map(idOf));
      const operations = inOrder(
        recordsOf(evidence, uid).filter(
          (one) => one.operation === limit.operation && (limit.collection !== 'messages' || keys.has(one.key ?? '')),
        ),
      );
      const message = `${uid} did ${limit.operation} ${count} times within ${limit.windowMs / 1000} s from ${new Date(from).toISOString()}; ${limit.name} allows ${limit.limit}`;
      violations.push({ message, operations });
    }
  }
  return finding(checked, violations, 'nothing that has a limit was done');
}

export const rateLimitsHold: Invariant = {
  id: 'rate-limits-hold',
  title: 'No rate limit is exceeded in any window',
  source: 'pack 353 §1',
  about: ['sendChatMessage', 'purchaseTokens'],
  check,
};
