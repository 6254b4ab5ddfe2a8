import { describe, expect, test } from 'vitest';
import type { Store, Transaction } from '../../ports/index.ts';
import { codeOfRefusal, onFresh, type StoreFactory, type StoreTraits } from './types.ts';

type Cases = (makeStore: StoreFactory) => void;

interface Account {
  readonly balance: number;
}

const HOT = 'accounts/hot';
const balanceOf = async (reader: Pick<Transaction, 'get'>, id: string): Promise<number> =>
  (await reader.get<Account>(`accounts/${id}`))?.data.balance ?? 0;

/** Moves 7 between two accounts where there is enough. */
const transfer = (store: Store, from: string, to: string): Promise<void> =>
  store.transaction(
    async (tx) => {
      const [source, sink] = [await balanceOf(tx, from), await balanceOf(tx, to)];
      if (source < 7) return;
      tx.set(`accounts/${from}`, { balance: source - 7 });
      tx.set(`accounts/${to}`, { balance: sink + 7 });
    },
    { maxAttempts: 50 },
  );

/** What holds wherever a document is wanted by several at once. */
const shared: Cases = (makeStore) => {
  const fresh = (body: Parameters<typeof onFresh>[1]) => onFresh(makeStore, body);

  describe('contention', () => {
    test(
      '20 parallel increments end at 20',
      fresh(async (store) => {
        await store.batch((w) => w.create('accounts/c', { balance: 0 }));
        await Promise.all(
          Array.from({ length: 20 }, () =>
            store.transaction(async (tx) => tx.update('accounts/c', { balance: (await balanceOf(tx, 'c')) + 1 }), {
              maxAttempts: 50,
            }),
          ),
        );
        expect(await balanceOf(store, 'c')).toBe(20);
      }),
    );

    test(
      '40 parallel transfers conserve the total and never overdraw',
      fresh(async (store) => {
        const ids = ['a', 'b', 'c', 'd'];
        await store.batch((w) => {
          for (const id of ids) w.create(`accounts/${id}`, { balance: 20 });
        });
        await Promise.all(
          Array.from({ length: 40 }, (_, i) => transfer(store, ids[i % 4] ?? '', ids[(i + 1 + (i % 3)) % 4] ?? '')),
        );
        const balances = await Promise.all(ids.map((id) => balanceOf(store, id)));
        expect(balances.reduce((sum, one) => sum + one)).toBe(80);
        expect(Math.min(...balances)).toBeGreaterThanOrEqual(0);
      }),
    );

    test(
      'one identifier is created once however many try',
      fresh(async (store) => {
        const create = () =>
          store.transaction(async (tx) => {
            if (await tx.get('accounts/one')) return false;
            tx.create('accounts/one', { balance: 1 });
            return true;
          });
        const made = await Promise.all(Array.from({ length: 10 }, create));
        expect(made.filter(Boolean)).toHaveLength(1);
      }),
    );

    test(
      'a query in a transaction is part of what must still be true at the commit',
      fresh(async (store) => {
        const addUpTo = (limit: number, id: string) =>
          store.transaction(
            async (tx) => {
              const there = await tx.query({ collection: 'accounts' });
              if (there.length < limit) tx.create(`accounts/${id}`, { balance: 1 });
            },
            { maxAttempts: 50 },
          );
        await Promise.all(Array.from({ length: 8 }, (_, i) => addUpTo(3, `n${i}`)));
        expect(await store.count({ collection: 'accounts' })).toBe(3);
      }),
    );
  });
};

/** A write goes through although an open transaction has read the document: the transaction has to notice. */
const optimistic: Cases = (makeStore) => {
  describe('optimistic transactions', () => {
    test(
      'give up with aborted when the body is always overtaken',
      onFresh(makeStore, async (store) => {
        await store.batch((w) => w.create(HOT, { balance: 0 }));
        let attempts = 0;
        const overtaken = store.transaction(
          async (tx) => {
            attempts++;
            const balance = await balanceOf(tx, 'hot');
            await store.batch((w) => w.set(HOT, { balance: balance + 100 }));
            tx.update(HOT, { balance: balance + 1 });
          },
          { maxAttempts: 3 },
        );
        expect(await codeOfRefusal(overtaken)).toBe('aborted');
        expect(attempts).toBe(3);
        expect(await balanceOf(store, 'hot')).toBe(300);
      }),
    );
  });
};

/** A write waits for the transaction that has read the document, and lands after it. */
const locks: Cases = (makeStore) => {
  describe('locking transactions', () => {
    test(
      'are not overtaken: a write to what they have read lands after them',
      onFresh(makeStore, async (store) => {
        await store.batch((w) => w.create(HOT, { balance: 0 }));
        let beside: Promise<void> = Promise.resolve();
        let attempts = 0;
        await store.transaction(async (tx) => {
          attempts++;
          const balance = await balanceOf(tx, 'hot');
          beside = store.batch((w) => w.set(HOT, { balance: 100 }));
          beside.catch(() => {});
          tx.update(HOT, { balance: balance + 1 });
        });
        await beside;
        expect(attempts).toBe(1);
        expect(await balanceOf(store, 'hot')).toBe(100);
      }),
    );
  });
};

const byKind: Readonly<Record<StoreTraits['contention'], Cases>> = { optimistic, locks };

export function contentionCases(makeStore: StoreFactory, { contention }: StoreTraits): void {
  shared(makeStore);
  byKind[contention](makeStore);
}
