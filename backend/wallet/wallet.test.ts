import { expect, test } from 'vitest';
import type { RequestOf, ResponseOf } from '../../lib/api/index.ts';
import type { Module } from '../operations/index.ts';
import { benchOf, degradedModule, refusalOf } from '../testing/index.ts';
import { grantMovement, type LedgerTotals, post, readWallets, transfer, walletModule } from './index.ts';

async function benchWithMoves(moves: number, ...extra: Module[]) {
  const bench = benchOf([...extra, walletModule()]);
  await bench.store.transaction(async (tx) => {
    const wallets = await readWallets(tx, ['a', 'b']);
    post(tx, wallets, grantMovement('a', 100, 0));
    for (let i = 1; i <= moves; i++) {
      // Two movements share each moment, so that paging has ties to break.
      post(tx, wallets, { refId: `m${i}`, reason: 'gift', at: i >> 1, postings: transfer('user:a', 'user:b', 1) });
    }
  });
  return bench;
}

test('getWallet tells the balance, 0 for a user who never had tokens', async () => {
  const bench = await benchWithMoves(3);
  expect(await bench.as('a')('getWallet')).toEqual({ balance: 97, updatedAt: 1 });
  expect(await bench.as('nobody')('getWallet')).toEqual({ balance: 0, updatedAt: 0 });
});

test.each([1, 2, 7, 26, 100])('getLedger in pages of %i shows each movement once, newest first', async (limit) => {
  const bench = await benchWithMoves(25);
  const entries: ResponseOf<'getLedger'>['entries'][number][] = [];
  let cursor: string | null = null;
  do {
    const request: RequestOf<'getLedger'> = { limit, ...(cursor && { cursor }) };
    const page = (await bench.as('a')('getLedger', request)) as ResponseOf<'getLedger'>;
    entries.push(...page.entries);
    cursor = page.nextCursor;
  } while (cursor);
  expect(entries).toHaveLength(26);
  expect(new Set(entries.map((entry) => entry.entryId)).size).toBe(26);
  expect(entries.map((entry) => entry.at)).toEqual(entries.map((entry) => entry.at).sort((x, y) => y - x));
  expect(entries.reduce((sum, entry) => sum + entry.delta, 0)).toBe(75);
});

test('getLedger shows only the account of the caller', async () => {
  const bench = await benchWithMoves(2);
  const page = (await bench.as('b')('getLedger', {})) as ResponseOf<'getLedger'>;
  expect(page.entries.map(({ account, delta }) => [account, delta])).toEqual([
    ['user:b', 1],
    ['user:b', 1],
  ]);
});

test('getLedger degraded: the newest page only', async () => {
  const bench = await benchWithMoves(5, degradedModule);
  const page = (await bench.as('a')('getLedger', { limit: 2 })) as ResponseOf<'getLedger'>;
  expect([page.entries.length, page.nextCursor]).toEqual([2, null]);
  const cursor = Buffer.from('[1,"m2"]').toString('base64url');
  expect(await bench.as('a')('getLedger', { cursor })).toEqual({ entries: [], nextCursor: null });
});

test.each([
  [{ limit: 0 }, 'limit'],
  [{ limit: 101 }, 'limit'],
  [{ cursor: 'nonsense' }, 'cursor'],
  [{ cursor: Buffer.from('["x",1]').toString('base64url') }, 'cursor'],
  [{ account: 'user:b' }, 'account'],
])('getLedger refuses %j', async (request, field) => {
  const bench = await benchWithMoves(1);
  expect(await refusalOf(bench.as('a')('getLedger', request))).toMatchObject({
    code: 'invalid-argument',
    details: { field },
  });
});

test('getLedgerTotals finds a balance without postings and postings without a balance', async () => {
  const bench = await benchWithMoves(4);
  const totals = () => bench.as('op', { admin: true })('getLedgerTotals') as Promise<LedgerTotals>;
  expect(await totals()).toEqual({
    entries: 5,
    sum: 0,
    unbalanced: { count: 0, refIds: [] },
    byKind: { grant: { accounts: 1, nonZero: 1, total: -100 }, user: { accounts: 2, nonZero: 2, total: 100 } },
    wallets: { count: 2, total: 100, negative: 0 },
    mismatches: { count: 0, accounts: [] },
  });
  await bench.store.batch((writer) => {
    writer.update('wallets/a', { balance: 97 });
    writer.delete('wallets/b');
    writer.set('wallets/c', { balance: -1, updatedAt: 0 });
    writer.set('ledger/forged', {
      reason: 'x',
      at: 0,
      postings: [{ account: 'user:d', delta: 5 }],
      accounts: ['user:d'],
    });
  });
  const broken = await totals();
  expect(broken).toMatchObject({ sum: 5, unbalanced: { count: 1, refIds: ['forged'] }, wallets: { negative: 1 } });
  expect(
    new Map(broken.mismatches.accounts.map(({ account, balance, ledger }) => [account, [balance, ledger]])),
  ).toEqual(
    new Map([
      ['user:a', [97, 96]],
      ['user:b', [0, 4]],
      ['user:c', [-1, 0]],
      ['user:d', [0, 5]],
    ]),
  );
  expect(await refusalOf(bench.as('a')('getLedgerTotals'))).toMatchObject({ code: 'permission-denied' });
});

test('getLedgerTotals reads past its page size', async () => {
  const bench = benchOf([walletModule()]);
  for (let from = 0; from < 1200; from += 100) {
    await bench.store.transaction(async (tx) => {
      const uids = Array.from({ length: 100 }, (_, i) => `u${from + i}`);
      const wallets = await readWallets(tx, uids);
      for (const uid of uids) post(tx, wallets, grantMovement(uid, 7, 0));
    });
  }
  expect(await bench.as('op', { admin: true })('getLedgerTotals')).toMatchObject({
    entries: 1200,
    sum: 0,
    wallets: { count: 1200, total: 8400 },
    mismatches: { count: 0 },
  });
});
