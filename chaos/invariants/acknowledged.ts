import type { HistoryRecord } from '../../lib/history/index.ts';
import { finding, type Invariant, inOrder, recordsOf, type Violation } from './evidence.ts';

/** Where an acknowledged operation must have left a document: collection and path. */
type Trace = (record: HistoryRecord) => { readonly collection: string; readonly path: string } | null;

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const TRACES: Readonly<Record<string, Trace>> = {
  sendChatMessage: ({ response, key }) => {
    const chatId = text(response?.chatId);
    return chatId === null ? null : { collection: 'messages', path: `chats/${chatId}/messages/${key}` };
  },
  swipe: ({ user, request }) => ({ collection: 'swipes', path: `swipes/${user}_${text(request.targetId)}` }),
  startCall: ({ response }) => ({ collection: 'sessions', path: `sessions/${text(response?.sessionId)}` }),
  purchaseTokens: ({ response }) => ({
    collection: 'pendingTransactions',
    path: `pendingTransactions/${text(response?.transactionId)}`,
  }),
};

export const acknowledgedWritesSurvive: Invariant = {
  id: 'acknowledged-writes-survive',
  title: 'Every acknowledged write is there at the end, whatever was killed in between',
  source: 'pack 353, architecture: never compromise data integrity',
  about: ['sendChatMessage', 'swipe', 'startCall', 'purchaseTokens'],
  needsHistory: true,
  check: (evidence) => {
    const present = new Map<string, ReadonlySet<string>>();
    const paths = (collection: string): ReadonlySet<string> => {
      const known = present.get(collection) ?? new Set(evidence.documents(collection).map((doc) => doc.path));
      present.set(collection, known);
      return known;
    };
    const violations: Violation[] = [];
    let checked = 0;
    for (const record of evidence.history) {
      const trace = record.outcome === 'ok' ? TRACES[record.operation]?.(record) : null;
      if (!trace) continue;
      checked++;
      if (paths(trace.collection).has(trace.path)) continue;
      const operations = inOrder(recordsOf(evidence, record.user).filter((one) => one.key === record.key));
      violations.push({ message: `${record.id} was acknowledged, but ${trace.path} is not there`, operations });
    }
    return finding(checked, violations, 'no write was acknowledged');
  },
};
