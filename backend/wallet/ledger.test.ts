import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OperationError } from '../../lib/wire/index.ts';
import { ManualClock, type Store } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { refusalOf, STORES } from '../testing/index.ts';
import {
  COMMISSION_ACCOUNT,
  escrowAccount,
  grantMovement,
  type LedgerDoc,
  ledgerTotals,
  type Movement,
  post,
  readWallets,
  transfer,
  userAccount,
  type WalletDoc,
} from './index.ts';

const newStore = () => new MemoryStore(new ManualClock(0));

const usersIn = (movement: Movement): string[] =>
  movement.postings
    .map(({ account }) => account)
    .flatMap((account) => (account.startsWith('user:') ? [account.slice(5)] : []));

const apply = (store: Store, movement: Movement): Promise<void> =>
  store.transaction(
    async (tx) => {
      const wallets = await readWallets(tx, usersIn(movement));
      post(tx, wallets, movement);
    },
    { maxAttempts: 1000 },
  );

describe('post', () => {
  test('moves tokens and writes one document whose postings sum to 0', async () => {
    const store = newStore();
    await apply(store, grantMovement('a', 10, 1));
    await apply(store, { refId: 'm1', reason: 'gift', at: 2, postings: transfer('user:a', 'user:b', 4) });
    expect((await store.get<WalletDoc>('wallets/a'))?.data).toEqual({ balance: 6, updatedAt: 2 });
    expect((await store.get<WalletDoc>('wallets/b'))?.data).toEqual({ balance: 4, updatedAt: 2 });
    expect((await store.get<LedgerDoc>('ledger/m1'))?.data).toEqual({
      reason: 'gift',
      at: 2,
      postings: [
        { account: 'user:a', delta: -4 },
        { account: 'user:b', delta: 4 },
      ],
      accounts: ['user:a', 'user:b'],
    });
  });

  test('refuses what the balance does not cover and leaves everything as it was', async () => {
    const store = newStore();
    await apply(store, grantMovement('a', 3, 1));
    const refused = await refusalOf(
      apply(store, { refId: 'm1', reason: 'gift', at: 2, postings: transfer('user:a', 'user:b', 4) }),
    );
    expect(refused).toMatchObject({
      code: 'failed-precondition',
      details: { reason: 'insufficient-funds', balance: 3, needed: 4 },
    });
    expect(
      store
        .dump()
        .map((doc) => doc.path)
        .sort(),
    ).toEqual(['ledger/seed:a', 'wallets/a']);
  });

  test('several movements in one transaction build on each other', async () => {
    const store = newStore();
    await store.transaction(async (tx) => {
      const wallets = await readWallets(tx, ['a', 'b']);
      post(tx, wallets, grantMovement('a', 5, 1));
      post(tx, wallets, { refId: 'm1', reason: 'gift', at: 1, postings: transfer('user:a', 'user:b', 5) });
      expect(() =>
        post(tx, wallets, { refId: 'm2', reason: 'gift', at: 1, postings: transfer('user:a', 'user:b', 1) }),
      ).toThrow(OperationError);
    });
    expect(await readWallets(store, ['a', 'b'])).toEqual(
      new Map([
        ['a', { balance: 0, updatedAt: 1 }],
        ['b', { balance: 5, updatedAt: 1 }],
      ]),
    );
  });

  test.each([
    [
      'a sum other than 0',
      [
        { account: 'user:a', delta: 1 },
        { account: 'user:b', delta: 1 },
      ],
      'creates 2 tokens',
    ],
    ['one side only', [{ account: 'user:a', delta: 0 }], 'source and a destination'],
    [
      'fractions',
      [
        { account: 'user:a', delta: 0.5 },
        { account: 'user:b', delta: -0.5 },
      ],
      'whole tokens',
    ],
    ['an unknown kind of account', transfer('wallet:a', 'user:b', 1), 'is no account'],
    ['an account without a name', transfer('user:', 'user:b', 1), 'is no account'],
    ['a wallet that was not read', transfer('grant:seed', 'user:c', 1), 'read the wallet of c'],
  ])('refuses %s as a fault of the code', async (_what, postings, message) => {
    const wallets = await readWallets(newStore(), ['a', 'b']);
    await newStore().batch((writer) => {
      expect(() => post(writer, wallets, { refId: 'm', reason: 'x', at: 0, postings })).toThrow(message);
    });
  });
});

const accountArb = fc.constantFrom(
  'user:a',
  'user:b',
  'user:c',
  COMMISSION_ACCOUNT,
  escrowAccount('s1'),
  'provider:stripe',
);
const movementArb = fc
  .record({
    // Few ids, so that most of them come several times.
    ref: fc.integer({ min: 0, max: 25 }),
    from: accountArb,
    via: accountArb,
    to: accountArb,
    tokens: fc.integer({ min: 0, max: 40 }),
    cut: fc.integer({ min: 0, max: 10 }),
  })
  .map(
    ({ ref, from, via, to, tokens, cut }): Movement => ({
      refId: `m${ref}`,
      reason: 'test',
      at: ref,
      postings: [...transfer(from, to, tokens), ...transfer(to, via, Math.min(cut, tokens))],
    }),
  );

test.each(STORES)(
  'random concurrent and repeated movements on $name: nothing is lost, made, overdrawn or posted twice',
  async ({ open, runs }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(movementArb, { maxLength: 12 }), { maxLength: 6 }), async (rounds) => {
        const store = open(new ManualClock(0));
        const posted = new Map<string, Movement>();
        for (const round of rounds) {
          const outcomes = await Promise.allSettled(round.map((movement) => apply(store, movement)));
          for (const [i, outcome] of outcomes.entries()) {
            const movement = round[i];
            if (!movement) continue;
            if (outcome.status === 'fulfilled') {
              expect(posted.has(movement.refId)).toBe(false);
              posted.set(movement.refId, movement);
            } else {
              expect(['already-exists', 'failed-precondition']).toContain((outcome.reason as OperationError).code);
            }
          }
        }
        const totals = await ledgerTotals(store);
        expect(totals).toMatchObject({
          entries: posted.size,
          sum: 0,
          unbalanced: { count: 0 },
          mismatches: { count: 0 },
        });
        expect(totals.wallets.negative).toBe(0);
        for (const uid of ['a', 'b', 'c']) {
          const sum = [...posted.values()]
            .flatMap((movement) => movement.postings)
            .reduce((total, { account, delta }) => (account === userAccount(uid) ? total + delta : total), 0);
          expect((await readWallets(store, [uid])).get(uid)?.balance).toBe(sum);
        }
        await store.close();
      }),
      { numRuns: runs, verbose: 1 },
    );
  },
);
