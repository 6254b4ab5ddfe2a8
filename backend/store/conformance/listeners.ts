import { describe, expect, test } from 'vitest';
import { eventually, onFresh, type StoreFactory } from './types.ts';

export function listenerCases(makeStore: StoreFactory): void {
  const fresh = (body: Parameters<typeof onFresh>[1]) => onFresh(makeStore, body);

  describe('listeners', () => {
    test(
      'on a document tell its present state, then each change, until they are stopped',
      fresh(async (store) => {
        const seen: unknown[] = [];
        const stop = store.listen('people/p1', (doc) => seen.push(doc?.data.n ?? null));
        await eventually(() => seen.length === 1);
        await store.batch((w) => w.create('people/p1', { n: 1 }));
        await eventually(() => seen.length === 2);
        await store.batch((w) => w.create('people/p2', { n: 9 }));
        await store.batch((w) => w.update('people/p1', { n: 2 }));
        await eventually(() => seen.length === 3);
        await store.batch((w) => w.delete('people/p1'));
        await eventually(() => seen.length === 4);
        stop();
        await store.batch((w) => w.create('people/p1', { n: 3 }));
        expect(seen).toEqual([null, 1, 2, null]);
      }),
    );

    test(
      'on a query tell its documents, then each change of them',
      fresh(async (store) => {
        const seen: string[] = [];
        const stop = store.listenQuery({ collection: 'people', where: [['city', '==', 'Lagos']] }, (docs) =>
          seen.push(docs.map((doc) => doc.id).join('')),
        );
        await eventually(() => seen.length === 1);
        await store.batch((w) => w.create('people/b', { city: 'Lagos' }));
        await eventually(() => seen.length === 2);
        await store.batch((w) => w.create('people/c', { city: 'Kigali' }));
        await store.batch((w) => w.create('people/a', { city: 'Lagos' }));
        await eventually(() => seen.length === 3);
        await store.batch((w) => w.update('people/b', { city: 'Kigali' }));
        await eventually(() => seen.length === 4);
        stop();
        expect(seen).toEqual(['', 'b', 'ab', 'a']);
      }),
    );
  });
}
