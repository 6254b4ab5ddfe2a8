import type { HistoryRecord } from '../../lib/history/index.ts';
import { type Evidence, finding, groupBy, type Invariant, idOf, type Violation } from './evidence.ts';
import { postingsOf } from './ledger.ts';

/** The fields of `pendingTransactions/{id}` that checkers read. */
interface Purchase {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly amount: number;
  readonly tokens: number;
  readonly status: string;
  readonly retries: number;
  readonly createdAt: number;
  readonly tickets: readonly string[];
}

const purchasesOf = (evidence: Evidence): Purchase[] =>
  evidence.documents('pendingTransactions').map((doc) => ({ ...(doc.data as unknown as Purchase), id: idOf(doc) }));

const operationsOf = (evidence: Evidence, purchase: Pick<Purchase, 'id' | 'userId'>): HistoryRecord[] =>
  evidence.history.filter(
    (one) =>
      one.user === purchase.userId &&
      one.operation === 'purchaseTokens' &&
      (one.response?.transactionId ?? purchase.id) === purchase.id,
  );

/** Ledger entries by which a provider's tokens reached a user, by the purchase that they name. */
function creditsOf(
  evidence: Evidence,
): Map<string, { readonly entry: string; readonly user: string; readonly tokens: number }[]> {
  const credits = evidence.documents('ledger').flatMap((entry) => {
    const out = postingsOf(entry).find(({ account, delta }) => account.startsWith('provider:') && delta < 0);
    const into = postingsOf(entry).find(({ account, delta }) => account.startsWith('user:') && delta > 0);
    return out ? [{ entry: idOf(entry), user: into?.account.slice('user:'.length) ?? '', tokens: -out.delta }] : [];
  });
  return groupBy(credits, ({ entry }) => entry.split(':')[0] ?? entry);
}

export const noTokensWithoutPayment: Invariant = {
  id: 'no-tokens-without-payment',
  title: 'No tokens are assigned without a confirmed payment of the right amount',
  source: 'pack 353 §2: no tokens assigned until confirmed',
  check: (evidence) => {
    if (evidence.payments === null) {
      return {
        status: 'inconclusive',
        checked: 0,
        violations: [],
        reason: 'the providers could not be asked what was paid',
      };
    }
    const purchases = new Map(purchasesOf(evidence).map((one) => [one.id, one]));
    const paid = groupBy(evidence.payments, ({ reference }) => reference);
    const credits = creditsOf(evidence);
    const violations: Violation[] = [];
    for (const [id, entries] of credits) {
      const purchase = purchases.get(id);
      const operations = purchase ? operationsOf(evidence, purchase) : [];
      const truth = paid.get(id)?.find(({ outcome, amount }) => outcome === 'succeeded' && amount === purchase?.amount);
      const tokens = entries.reduce((sum, entry) => sum + entry.tokens, 0);
      if (!purchase)
        violations.push({ message: `${tokens} tokens were credited for "${id}", which is no purchase`, operations });
      else if (!truth)
        violations.push({
          message: `${tokens} tokens were credited for ${id}, which was not paid (${purchase.amount} owed)`,
          operations,
        });
      else if (entries.some((entry) => entry.user !== purchase.userId)) {
        violations.push({ message: `the tokens of ${id} went to another user than ${purchase.userId}`, operations });
      }
    }
    return finding(credits.size, violations, 'no tokens were bought');
  },
};

export const paymentCreditedOnce: Invariant = {
  id: 'payment-credited-once',
  title: 'Each confirmed payment is credited exactly once, and no money is kept silently',
  source: 'pack 353 §2: transaction integrity, no double spending',
  check: (evidence) => {
    const credits = creditsOf(evidence);
    const purchases = purchasesOf(evidence);
    const violations: Violation[] = [];
    for (const purchase of purchases) {
      const credited = credits.get(purchase.id) ?? [];
      const tokens = credited.reduce((sum, entry) => sum + entry.tokens, 0);
      const due = purchase.status === 'confirmed' ? purchase.tokens : 0;
      if (tokens !== due || credited.length > 1) {
        const message = `${purchase.id} is ${purchase.status} (${due} tokens due) and was credited ${tokens} in ${credited.length} entries`;
        violations.push({ message, operations: operationsOf(evidence, purchase) });
      }
    }
    for (const payment of evidence.payments ?? []) {
      const purchase = purchases.find(({ id }) => id === payment.reference);
      if (
        payment.outcome !== 'succeeded' ||
        !purchase ||
        purchase.status === 'confirmed' ||
        purchase.status === 'escalated'
      )
        continue;
      const message = `${payment.provider} took ${payment.amount} for ${purchase.id}, which ended ${purchase.status}`;
      violations.push({ message, operations: operationsOf(evidence, purchase) });
    }
    return finding(purchases.length, violations, 'no tokens were bought');
  },
};

/** Retries at 1, 5 and 15 minutes after one another at most, and a margin for the scheduler. */
const LAST_RETRY_MS = (1 + 5 + 15) * 60_000;
const MARGIN_MS = 2 * 60_000;
const MAX_RETRIES = 3;

export const pendingPaymentsEnd: Invariant = {
  id: 'pending-payments-end',
  title: 'Every pending payment ends confirmed, failed or escalated, on schedule',
  source: 'pack 353 §2: retries at 1, 5 and 15 minutes, then support',
  check: (evidence) => {
    const due = purchasesOf(evidence).filter(
      ({ createdAt }) => createdAt + LAST_RETRY_MS + MARGIN_MS < evidence.settledAt,
    );
    const tickets = new Set(evidence.documents('supportTickets').map(idOf));
    const violations = due.flatMap((purchase): Violation[] => {
      const operations = operationsOf(evidence, purchase);
      const { id, status, retries } = purchase;
      if (status === 'pending') return [{ message: `${id} is still pending after every retry`, operations }];
      if (retries > MAX_RETRIES) return [{ message: `${id} was retried ${retries} times`, operations }];
      if (status === 'escalated' && (purchase.tickets.length === 0 || tickets.size === 0)) {
        return [{ message: `${id} was escalated without a support ticket`, operations }];
      }
      return [];
    });
    return finding(due.length, violations, 'no payment is old enough to have passed its last retry');
  },
};
