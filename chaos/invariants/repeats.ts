import type { HistoryRecord } from '../../lib/history/index.ts';
import { finding, groupBy, type Invariant, inOrder, type Violation } from './evidence.ts';

/** Operations that a client may send again under the same key, and what of the answer is settled by the first time. */
const SETTLED: Readonly<Record<string, readonly string[]>> = {
  sendChatMessage: ['chatId', 'charged', 'at'],
  swipe: ['matched', 'matchId'],
  purchaseTokens: ['transactionId', 'tokens'],
  startCall: ['sessionId', 'ratePerMinute', 'prepaid'],
  endCall: ['billedMinutes', 'charged', 'refunded'],
  ingestEvents: ['accepted', 'duplicates'],
};

/** Refusals that say nothing of the request itself: limits, switched-off features, and callers who are not let in. */
const isExcused = ({ code, reason }: HistoryRecord): boolean =>
  code === 'resource-exhausted' ||
  code === 'unauthenticated' ||
  code === 'permission-denied' ||
  reason === 'FEATURE_DISABLED';

export const repeatsGetFirstAnswer: Invariant = {
  id: 'repeats-get-first-answer',
  title: 'A request that is sent again under its key gets the first answer, and is not refused',
  source: 'pack 353 §2, security: idempotent operations',
  about: ['sendChatMessage', 'swipe', 'purchaseTokens', 'startCall', 'endCall', 'ingestEvents'],
  needsHistory: true,
  check: ({ history }) => {
    const keyed = history.filter(({ key, operation }) => key !== null && operation in SETTLED);
    const requests = groupBy(keyed, ({ user, operation, key }) => `${user}/${operation}/${key}`);
    const violations: Violation[] = [];
    let checked = 0;
    for (const attempts of requests.values()) {
      const [first, ...others] = attempts.filter(({ outcome }) => outcome === 'ok');
      if (!first) continue;
      checked++;
      const message = refusal(first, attempts) ?? difference(first, others);
      if (message !== null) violations.push({ message, operations: inOrder(attempts) });
    }
    return finding(checked, violations, 'no request with a key was answered');
  },
};

function refusal(first: HistoryRecord, attempts: readonly HistoryRecord[]): string | null {
  const { completedAt } = first;
  const refused = attempts.find(
    (one) => one.outcome === 'fail' && completedAt !== null && one.invokedAt > completedAt && !isExcused(one),
  );
  return refused ? `${refused.id} was refused (${refused.code}), although ${first.id} had been accepted` : null;
}

function difference(first: HistoryRecord, others: readonly HistoryRecord[]): string | null {
  for (const field of SETTLED[first.operation] ?? []) {
    const answered = first.response?.[field];
    for (const { id, response } of others) {
      const again = response?.[field];
      if (answered === undefined || again === undefined || answered === again) continue;
      return `${id} was answered ${field} ${String(again)}, but ${first.id} ${String(answered)}`;
    }
  }
  return null;
}
