import { z } from 'zod';
import { defineAdminOperation, type Operation } from '../operations/index.ts';
import type { Doc, DocData, Store } from '../ports/index.ts';
import { type AccountKind, isUserAccount, parseAccount, userAccount } from './accounts.ts';
import type { LedgerDoc, WalletDoc } from './ledger.ts';

/** Documents held at once while the ledger is read. */
const PAGE = 500;
/** Accounts and entries that the answer names; the counts go on. */
const NAMED = 100;

const kindTotal = z.strictObject({ accounts: z.number(), nonZero: z.number(), total: z.number() });
const totals = z.strictObject({
  entries: z.number(),
  /** Sum over all postings: 0 unless tokens came from nowhere. */
  sum: z.number(),
  /** Movements whose own postings do not sum to 0. */
  unbalanced: z.strictObject({ count: z.number(), refIds: z.array(z.string()) }),
  byKind: z.record(z.string(), kindTotal),
  wallets: z.strictObject({ count: z.number(), total: z.number(), negative: z.number() }),
  /** Wallets whose balance is not the sum of their postings, confirmed on one consistent view each. */
  mismatches: z.strictObject({
    count: z.number(),
    accounts: z.array(z.strictObject({ account: z.string(), balance: z.number(), ledger: z.number() })),
  }),
});

export type LedgerTotals = z.infer<typeof totals>;

/**
 * Adds up the whole ledger, page by page, and compares it with the balances. Memory: one number per account. A movement that is posted
 * meanwhile can make a balance seem wrong; each suspect is therefore read again in a transaction before it is reported.
 */
export async function ledgerTotals(store: Store): Promise<LedgerTotals> {
  const balances = new Map<string, number>();
  const unbalanced: string[] = [];
  let [entries, sum, unbalancedCount] = [0, 0, 0];
  for await (const { id, data } of everyDoc<LedgerDoc>(store, 'ledger')) {
    entries++;
    let own = 0;
    for (const { account, delta } of data.postings) {
      balances.set(account, (balances.get(account) ?? 0) + delta);
      own += delta;
    }
    sum += own;
    if (own !== 0 && ++unbalancedCount <= NAMED) unbalanced.push(id);
  }

  const wallets = { count: 0, total: 0, negative: 0 };
  const suspects: string[] = [];
  const seen = new Set<string>();
  for await (const { id, data } of everyDoc<WalletDoc>(store, 'wallets')) {
    wallets.count++;
    wallets.total += data.balance;
    if (data.balance < 0) wallets.negative++;
    seen.add(userAccount(id));
    if ((balances.get(userAccount(id)) ?? 0) !== data.balance) suspects.push(id);
  }
  for (const [account, balance] of balances) {
    if (balance !== 0 && isUserAccount(account) && !seen.has(account)) suspects.push(parseAccount(account).name);
  }

  const mismatches: LedgerTotals['mismatches'] = { count: 0, accounts: [] };
  for (const uid of suspects) {
    const found = await confirmMismatch(store, uid);
    if (found && ++mismatches.count <= NAMED) mismatches.accounts.push(found);
  }
  return {
    entries,
    sum,
    unbalanced: { count: unbalancedCount, refIds: unbalanced },
    byKind: totalsByKind(balances),
    wallets,
    mismatches,
  };
}

async function confirmMismatch(
  store: Store,
  uid: string,
): Promise<LedgerTotals['mismatches']['accounts'][number] | null> {
  const account = userAccount(uid);
  return store.transaction(async (tx) => {
    const wallet = await tx.get<WalletDoc>(`wallets/${uid}`);
    const docs = await tx.query<LedgerDoc>({
      collection: 'ledger',
      where: [['accounts', 'array-contains', account]],
      orderBy: [['at', 'desc']],
    });
    const ledger = docs
      .flatMap((doc) => doc.data.postings)
      .reduce((total, posting) => (posting.account === account ? total + posting.delta : total), 0);
    const balance = wallet?.data.balance ?? 0;
    return balance === ledger ? null : { account, balance, ledger };
  });
}

function totalsByKind(balances: ReadonlyMap<string, number>): LedgerTotals['byKind'] {
  const byKind: Partial<Record<AccountKind, z.infer<typeof kindTotal>>> = {};
  for (const [account, balance] of balances) {
    const { kind } = parseAccount(account);
    const total = byKind[kind] ?? { accounts: 0, nonZero: 0, total: 0 };
    byKind[kind] = total;
    total.accounts++;
    total.total += balance;
    if (balance !== 0) total.nonZero++;
  }
  return byKind as LedgerTotals['byKind'];
}

async function* everyDoc<T extends DocData>(store: Store, collection: string): AsyncGenerator<Doc<T>> {
  let after: string | undefined;
  for (;;) {
    const page = await store.query<T>({ collection, limit: PAGE, ...(after !== undefined && { startAfter: [after] }) });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.id;
  }
}

/** Proves that no token was lost or made. Bills one read per movement and per wallet. */
export const getLedgerTotals: Operation = defineAdminOperation({
  name: 'getLedgerTotals',
  summary: 'Sums the whole ledger and compares it with the balances',
  access: 'admin',
  feature: 'wallet',
  flag: null,
  input: z.strictObject({}),
  output: totals,
  handler: (ctx) => ledgerTotals(ctx.store),
});
