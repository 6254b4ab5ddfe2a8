import type { HistoryRecord } from '../../lib/history/index.ts';
import { type Evidence, finding, groupBy, type Invariant, idOf, recordsOf, type Violation } from './evidence.ts';
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
  /** When a pending one is verified next. */
  readonly nextRetryAt?: number | null;
  readonly tickets: readonly string[];
}

const purchasesOf = (evidence: Evidence): Purchase[] =>
  evidence.documents('pendingTransactions').map((doc) => ({ ...(doc.data as unknown as Purchase), id: idOf(doc) }));

const operationsOf = (evidence: Evidence, purchase: Pick<Purchase, 'id' | 'userId'>): HistoryRecord[] =>
  recordsOf(evidence, purchase.userId).filter(
    (one) => one.operation === 'purchaseTokens' && (one.response?.transactionId ?? purchase.id) === purchase.id,
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

/** Verifications at 1, 5 and 15 minutes after the purchase, at most three. */
const RETRIES_MS: readonly number[] = [60_000, 5 * 60_000, 15 * 60_000];
/** When the last must be over: a purchase may be verified that often one after the other, and the scheduler needs some time. */
const ENDED_AFTER_MS = RETRIES_MS.reduce((sum, ms) => sum + ms, 2 * 60_000);

const hasPassedLastRetry = ({ createdAt }: Purchase, { settledAt }: Evidence): boolean =>
  createdAt + ENDED_AFTER_MS < settledAt;

export const noTokensWithoutPayment: Invariant = {
  id: 'no-tokens-without-payment',
  title: 'No tokens are assigned without a confirmed payment of the right amount',
  source: 'pack 353 §2: no tokens assigned until confirmed',
  about: ['purchaseTokens'],
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
  about: ['purchaseTokens'],
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
    const byId = new Map(purchases.map((purchase) => [purchase.id, purchase]));
    for (const payment of evidence.payments ?? []) {
      const purchase = byId.get(payment.reference);
      if (payment.outcome !== 'succeeded' || !purchase) continue;
      if (purchase.status === 'confirmed' || purchase.status === 'escalated') continue;
      // Nobody has given up on it yet: whether it ends in time is another rule.
      if (purchase.status === 'pending' && !hasPassedLastRetry(purchase, evidence)) continue;
      const message = `${payment.provider} took ${payment.amount} for ${purchase.id}, which ended ${purchase.status}`;
      violations.push({ message, operations: operationsOf(evidence, purchase) });
    }
    return finding(purchases.length, violations, 'no tokens were bought');
  },
};

export const pendingPaymentsEnd: Invariant = {
  id: 'pending-payments-end',
  title: 'Every pending payment ends confirmed, failed or escalated, on schedule',
  source: 'pack 353 §2: retries at 1, 5 and 15 minutes, then support',
  about: ['purchaseTokens'],
  check: (evidence) => {
    const purchases = purchasesOf(evidence);
    const tickets = new Set(evidence.documents('supportTickets').map(idOf));
    const calmSince = evidence.timeline.find(({ kind, name }) => kind === 'phase' && name === 'settle')?.at ?? Infinity;
    const trails = groupBy(
      evidence.documents('paymentAudit').map(({ data }) => data as unknown as AuditEntry),
      ({ transactionId }) => transactionId,
    );
    const violations = purchases.flatMap((purchase): Violation[] => {
      const problem =
        (purchase.status === 'pending' ? offSchedule(purchase, evidence) : badEnd(purchase, tickets)) ??
        verifiedLate(purchase, trails.get(purchase.id) ?? [], calmSince);
      return problem === null
        ? []
        : [{ message: `${purchase.id} ${problem}`, operations: operationsOf(evidence, purchase) }];
    });
    return finding(purchases.length, violations, 'no tokens were bought');
  },
};

/** The fields of `paymentAudit/{entry}` that checkers read. */
interface AuditEntry {
  readonly transactionId: string;
  readonly number: number;
  readonly at: number;
  readonly via: string;
  readonly action: string;
  readonly detail: { readonly attempt?: number | null };
}

/** A lease that a dead process left behind holds a verification up, and so does a busy scheduler: no longer than this. */
const LATE_MS = 2 * 60_000;

/** Which scheduled verification came too late. What was due before every fault was healed has an excuse. */
function verifiedLate({ createdAt }: Purchase, trail: readonly AuditEntry[], calmSince: number): string | null {
  let done = 0;
  for (const { via, action, at, detail } of [...trail].sort((a, b) => a.number - b.number)) {
    if (via !== 'retry' || action === 'begun') continue;
    const due = createdAt + (RETRIES_MS[done] ?? Number.POSITIVE_INFINITY);
    if (due >= calmSince && at > due + LATE_MS)
      return `was verified ${(at - createdAt) / 1000} s after its creation, instead of ${(due - createdAt) / 1000} s`;
    done = Math.max(done, detail.attempt ?? 0);
  }
  return null;
}

/** What is wrong with a pending purchase: where its time has not come, only that nobody will look at it when it has. */
function offSchedule(purchase: Purchase, evidence: Evidence): string | null {
  if (hasPassedLastRetry(purchase, evidence)) return 'is still pending after every retry';
  const { createdAt, nextRetryAt, retries } = purchase;
  const due = RETRIES_MS[retries];
  if (due === undefined) return `was retried ${retries} times and is still pending`;
  if (nextRetryAt === createdAt + due) return null;
  const planned = typeof nextRetryAt === 'number' ? `${(nextRetryAt - createdAt) / 1000} s` : 'never';
  return `is pending and verified next ${planned} after its creation, instead of ${due / 1000} s`;
}

function badEnd({ status, retries, tickets }: Purchase, open: ReadonlySet<string>): string | null {
  if (retries > RETRIES_MS.length) return `was retried ${retries} times`;
  const isUnnoticed = status === 'escalated' && (tickets.length === 0 || open.size === 0);
  return isUnnoticed ? 'was escalated without a support ticket' : null;
}
