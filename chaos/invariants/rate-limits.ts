import { type Evidence, finding, groupBy, type Invariant, idOf, inOrder, type Violation } from './evidence.ts';

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

/** The first stretch of `windowMs` with more than `limit` times in it, or null. A window includes its start and not its end. */
export function overfullWindow(
  times: readonly number[],
  limit: number,
  windowMs: number,
): readonly [from: number, count: number] | null {
  const sorted = [...times].sort((a, b) => a - b);
  for (let i = limit; i < sorted.length; i++) {
    const first = sorted[i - limit] as number;
    if ((sorted[i] as number) - first < windowMs)
      return [first, sorted.filter((at) => at >= first && at - first < windowMs).length];
  }
  return null;
}

function check(evidence: Evidence) {
  const violations: Violation[] = [];
  let checked = 0;
  for (const limit of LIMITS) {
    const docs = evidence.documents(limit.collection);
    checked += docs.length;
    for (const [uid, own] of groupBy(docs, (doc) => String(doc.data[limit.user]))) {
      const over = overfullWindow(
        own.map((doc) => Number(doc.data[limit.at])),
        limit.limit,
        limit.windowMs,
      );
      if (!over) continue;
      const [from, count] = over;
      const keys = new Set(own.map(idOf));
      const operations = inOrder(
        evidence.history.filter(
          (one) =>
            one.user === uid &&
            one.operation === limit.operation &&
            (limit.collection !== 'messages' || keys.has(one.key ?? '')),
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
  check,
};
