import {
  type Evidence,
  type EvidenceDoc,
  finding,
  type Invariant,
  idOf,
  recordsOf,
  type Violation,
} from './evidence.ts';

export interface LedgerPosting {
  readonly account: string;
  readonly delta: number;
}

export const postingsOf = (doc: EvidenceDoc): readonly LedgerPosting[] => doc.data.postings as readonly LedgerPosting[];

/** The balance of every account, as the ledger tells it. */
export function ledgerBalances(evidence: Evidence): Map<string, number> {
  const balances = new Map<string, number>();
  for (const entry of evidence.documents('ledger')) {
    for (const { account, delta } of postingsOf(entry)) balances.set(account, (balances.get(account) ?? 0) + delta);
  }
  return balances;
}

const MONEY = [
  'sendChatMessage',
  'startCall',
  'endCall',
  'purchaseTokens',
  'attemptSessionRecovery',
  'buyEventTicket',
] as const;
const moves: ReadonlySet<string> = new Set(MONEY);

/** Operations of a user that move tokens: what a reader of a violation wants to see. */
const moneyOperations = (evidence: Evidence, uid: string) =>
  recordsOf(evidence, uid).filter((one) => moves.has(one.operation));

export const ledgerSumsToZero: Invariant = {
  id: 'ledger-sums-to-zero',
  title: 'Every movement of tokens has a source and a destination: the ledger sums to zero',
  source: 'pack 353 §2, security: transaction integrity',
  about: MONEY,
  check: (evidence) => {
    const entries = evidence.documents('ledger');
    const violations = entries.flatMap((entry): Violation[] => {
      const sum = postingsOf(entry).reduce((total, { delta }) => total + delta, 0);
      return sum === 0 ? [] : [{ message: `${entry.path} sums to ${sum}`, operations: [] }];
    });
    return finding(entries.length, violations, 'no tokens were moved');
  },
};

export const balanceIsLedgerSum: Invariant = {
  id: 'balance-is-ledger-sum',
  title: 'Each balance is the sum of its ledger entries, and never negative',
  source: 'pack 353 §2, security: no double spending',
  about: MONEY,
  check: (evidence) => {
    const wallets = evidence.documents('wallets');
    const balances = ledgerBalances(evidence);
    const violations = wallets.flatMap((wallet): Violation[] => {
      const uid = idOf(wallet);
      const balance = Number(wallet.data.balance);
      const sum = balances.get(`user:${uid}`) ?? 0;
      if (balance === sum && balance >= 0) return [];
      const message =
        balance === sum ? `${uid} has ${balance} tokens` : `${uid} has ${balance} tokens, but the ledger says ${sum}`;
      return [{ message, operations: moneyOperations(evidence, uid) }];
    });
    const known = new Set(wallets.map(idOf));
    for (const [account, sum] of balances) {
      const uid = account.startsWith('user:') ? account.slice('user:'.length) : null;
      if (uid !== null && sum !== 0 && !known.has(uid)) {
        violations.push({
          message: `${uid} has no balance, but the ledger says ${sum}`,
          operations: moneyOperations(evidence, uid),
        });
      }
    }
    return finding(wallets.length, violations, 'nobody has a wallet');
  },
};
