import { describe, expect, test } from 'vitest';
import type { Transaction } from '../../ports/index.ts';
import { codeOfRefusal, onFresh, type StoreFactory } from './types.ts';

interface Account {
  readonly balance: number;
}

const balanceOf = async (reader: Pick<Transaction, 'get'>, id: string): Promise<number> =>
  (await reader.get<Account>(`accounts/${id}`))?.data.balance ?? 0;

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
  });
}
