import { describe, expect, test } from 'vitest';
import type { Store, Transaction } from '../../ports/index.ts';
import { codeOfRefusal, onFresh, type StoreFactory } from './types.ts';

interface Account {
  readonly balance: number;
}

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

export function transactionCases(makeStore: StoreFactory): void {
  const fresh = (body: Parameters<typeof onFresh>[1]) => onFresh(makeStore, body);

  describe('transactions', () => {
    test(
      'return what the body returns and commit its writes',
      fresh(async (store) => {
        const result = await store.transaction(async (tx) => {
          tx.create('accounts/a', { balance: 5 });
          return 'done';
        });
        expect(result).toBe('done');
        expect(await balanceOf(store, 'a')).toBe(5);
      }),
    );

    test(
      'leave nothing when the body throws or a write is refused',
      fresh(async (store) => {
        const thrown = store.transaction(async (tx) => {
          tx.set('accounts/a', { balance: 5 });
          throw new RangeError('no');
        });
        await expect(thrown).rejects.toThrow(RangeError);
        await store.batch((w) => w.create('accounts/taken', { balance: 1 }));
        const refused = store.transaction(async (tx) => {
          tx.set('accounts/a', { balance: 5 });
          tx.create('accounts/taken', { balance: 5 });
        });
        expect(await codeOfRefusal(refused)).toBe('already-exists');
        expect(await store.get('accounts/a')).toBeNull();
      }),
    );

    test(
      'refuse a read after a write',
      fresh(async (store) => {
        const bodies: ((tx: Transaction) => Promise<unknown>)[] = [
          (tx) => tx.get('accounts/a'),
          (tx) => tx.getAll(['accounts/a']),
          (tx) => tx.query({ collection: 'accounts' }),
        ];
        for (const read of bodies) {
          const late = store.transaction(async (tx) => {
            tx.set('accounts/a', { balance: 1 });
            await read(tx);
          });
          expect(await codeOfRefusal(late)).toBe('invalid-argument');
        }
        expect(await store.get('accounts/a')).toBeNull();
      }),
    );

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

    test(
      'give up with aborted when the body is always overtaken',
      fresh(async (store) => {
        await store.batch((w) => w.create('accounts/hot', { balance: 0 }));
        let attempts = 0;
        const overtaken = store.transaction(
          async (tx) => {
            attempts++;
            const balance = await balanceOf(tx, 'hot');
            await store.batch((w) => w.set('accounts/hot', { balance: balance + 100 }));
            tx.update('accounts/hot', { balance: balance + 1 });
          },
          { maxAttempts: 3 },
        );
        expect(await codeOfRefusal(overtaken)).toBe('aborted');
        expect(attempts).toBe(3);
        expect(await balanceOf(store, 'hot')).toBe(300);
      }),
    );
  });
}
