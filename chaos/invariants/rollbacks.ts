import type { HistoryRecord } from '../../lib/history/index.ts';
import {
  type Evidence,
  type EvidenceDoc,
  finding,
  groupBy,
  type Invariant,
  idOf,
  inOrder,
  recordsOf,
  type Violation,
} from './evidence.ts';

/** What takes a version back, or a feature away. */
const TAKES_BACK: ReadonlySet<unknown> = new Set(['rollback', 'disable', 'degrade']);

/** Why tokens move: each reason begins with what a client or a provider did. A release is none of them. */
const CAUSES: readonly RegExp[] = [/^seed:/, /^chat:/, /^call-(start|settle):/, /^event-(ticket|settle):/];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What a client was told before a release was taken back, and what must therefore be so at the end. */
interface Kept {
  readonly collection: string;
  readonly path: string;
  readonly holds: (doc: EvidenceDoc) => boolean;
  readonly lost: string;
}

/** A confirmed payment never becomes anything else. */
const isConfirmed = ({ data }: EvidenceDoc): boolean => data.status === 'confirmed';

function keptOf(record: HistoryRecord): Kept | null {
  const { operation, outcome, key, request, response } = record;
  if (outcome !== 'ok') return null;
  if (operation === 'sendChatMessage' && key !== null) {
    const path = `chats/${text(response?.chatId)}/messages/${key}`;
    const holds = ({ data }: EvidenceDoc) => data.senderId === record.user && data.at === (response?.at ?? data.at);
    return { collection: 'messages', path, holds, lost: 'the message is gone or another' };
  }
  const paid = operation === 'purchaseTokens' || operation === 'getTransactionStatus';
  if (!paid || response?.status !== 'confirmed') return null;
  const id = text(response.transactionId) || text(request.transactionId);
  const path = `pendingTransactions/${id}`;
  return { collection: 'pendingTransactions', path, holds: isConfirmed, lost: 'the payment is no longer confirmed' };
}

/** Movements of the ledger that nothing but the release explains. */
function unexplained(evidence: Evidence): EvidenceDoc[] {
  const purchases = new Set(evidence.documents('pendingTransactions').map(idOf));
  return evidence.documents('ledger').filter((entry) => {
    const id = idOf(entry);
    return !CAUSES.some((cause) => cause.test(id)) && !purchases.has(id.split(':')[0] ?? '');
  });
}

export const untouchedByRollback: Invariant = {
  id: 'untouched-by-rollback',
  title: 'Balances, payments and chat are untouched by a rollback',
  source: 'pack 353 §6: rollback never affects balances, payments or chat',
  about: 'releases',
  needsHistory: true,
  check: (evidence) => {
    const releases = evidence.documents('rollbackHistory').filter(({ data }) => TAKES_BACK.has(data.action));
    const last = releases.toSorted((a, b) => Number(a.data.at) - Number(b.data.at)).at(-1);
    if (!last) return finding(0, [], 'no release was taken back');
    const at = Number(last.data.at);
    const what = `${text(last.data.feature)} was taken back (${text(last.data.action)})`;
    const documents = new Map<string, ReadonlyMap<string, EvidenceDoc>>();
    const of = (collection: string) => {
      const known = documents.get(collection) ?? new Map(evidence.documents(collection).map((doc) => [doc.path, doc]));
      documents.set(collection, known);
      return known;
    };
    const violations: Violation[] = [];
    let checked = 0;
    for (const record of evidence.history) {
      if (record.completedAt === null || record.completedAt >= at) continue;
      const kept = keptOf(record);
      if (!kept) continue;
      checked++;
      const doc = of(kept.collection).get(kept.path);
      if (doc && kept.holds(doc)) continue;
      const operations = inOrder(recordsOf(evidence, record.user).filter((one) => sharesKey(one, record)));
      violations.push({ message: `${record.id} was acknowledged before ${what}: ${kept.lost}`, operations });
    }
    for (const [id, [entry]] of groupBy(unexplained(evidence), idOf)) {
      if (Number(entry?.data.at) < at) continue;
      violations.push({
        message: `after ${what}, tokens moved by "${id}", which is nothing that a client did`,
        operations: [],
      });
    }
    return finding(checked, violations, 'nothing was acknowledged before a release was taken back');
  },
};

const sharesKey = (one: HistoryRecord, other: HistoryRecord): boolean =>
  one.key !== null && other.key !== null
    ? one.key === other.key
    : text(one.request.transactionId) === text(other.request.transactionId);
