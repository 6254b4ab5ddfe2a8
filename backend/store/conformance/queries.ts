import { describe, expect, test } from 'vitest';
import type { Query, Store, Value } from '../../ports/index.ts';
import { codeOfRefusal, onFresh, type StoreFactory } from './types.ts';

const PEOPLE: Readonly<Record<string, { readonly [field: string]: Value }>> = {
  a: { city: 'Kigali', age: 30, score: 1, tags: ['x', 'y'], address: { zip: 'Z1' } },
  b: { city: 'Kigali', age: 25, score: 2, tags: ['y'] },
  c: { city: 'Kigali', age: 30, score: 0, tags: [] },
  d: { city: 'Lagos', age: 41, score: null, tags: ['x', 'x'] },
  e: { city: 'Lagos', age: 'unknown', score: true, address: { zip: 'Z1' } },
  f: { city: 'Nairobi', score: 'high' },
  g: { city: 'Nairobi', age: 25, score: false, address: 'Z1' },
};

async function seed(store: Store): Promise<void> {
  await store.batch((w) => {
    for (const [id, person] of Object.entries(PEOPLE)) w.create(`people/${id}`, person);
    w.create('people/a/messages/m1', { at: 3 });
    w.create('people/a/messages/m2', { at: 1 });
    w.create('people/b/messages/m1', { at: 2 });
    w.create('messages/m0', { at: 2 });
    w.create('peoples/zz', { age: 1, city: 'Kigali' });
  });
}

export function queryCases(makeStore: StoreFactory): void {
  const seeded = (body: (store: Store, ids: (query: Omit<Query, 'collection'>) => Promise<string>) => Promise<void>) =>
    onFresh(makeStore, async (store) => {
      await seed(store);
      await body(store, async (query) =>
        (await store.query({ collection: 'people', ...query })).map((doc) => doc.id).join(''),
      );
    });

  describe('queries', () => {
    test(
      'without a filter give the collection alone, in order of id',
      seeded(async (store, ids) => {
        expect(await ids({})).toBe('abcdefg');
        expect(await ids({ limit: 2, startAfter: ['c'] })).toBe('de');
        expect(await store.query({ collection: 'nothing' })).toEqual([]);
      }),
    );

    test(
      'filter by equality, in, membership and nested fields',
      seeded(async (_store, ids) => {
        expect(await ids({ where: [['city', '==', 'Lagos']] })).toBe('de');
        expect(await ids({ where: [['city', 'in', ['Lagos', 'Nairobi', 'Rome']]] })).toBe('defg');
        expect(await ids({ where: [['tags', 'array-contains', 'x']] })).toBe('ad');
        expect(await ids({ where: [['address.zip', '==', 'Z1']] })).toBe('ae');
        expect(await ids({ where: [['score', '==', null]] })).toBe('d');
        expect(await ids({ where: [['score', '==', true]] })).toBe('e');
        expect(await ids({ where: [['score', '==', 1]] })).toBe('a');
      }),
    );

    test(
      'order by type, then value, then id; documents without the field are left out',
      seeded(async (_store, ids) => {
        expect(await ids({ orderBy: [['age', 'asc']] })).toBe('bgacde');
        expect(await ids({ orderBy: [['age', 'desc']] })).toBe('edcagb');
        expect(await ids({ orderBy: [['score', 'asc']] })).toBe('dgecabf');
        const city: Query['where'] = [['city', '==', 'Kigali']];
        expect(await ids({ where: city, orderBy: [['age', 'asc']] })).toBe('bac');
        const mixed: Query['orderBy'] = [
          ['age', 'desc'],
          ['score', 'asc'],
        ];
        expect(await ids({ where: city, orderBy: mixed })).toBe('cab');
        expect(await ids({ where: [['tags', 'array-contains', 'x']], orderBy: [['age', 'desc']] })).toBe('da');
      }),
    );

    test(
      'ranges stay within one type',
      seeded(async (_store, ids) => {
        const byAge: Query['orderBy'] = [['age', 'asc']];
        expect(await ids({ where: [['age', '>', 25]], orderBy: byAge })).toBe('acd');
        expect(await ids({ where: [['age', '>=', 25]], orderBy: byAge })).toBe('bgacd');
        expect(await ids({ where: [['age', '<', 'z']] })).toBe('e');
        const between: Query['where'] = [
          ['age', '>', 25],
          ['age', '<', 41],
        ];
        expect(await ids({ where: between, orderBy: byAge })).toBe('ac');
        expect(await ids({ where: [['score', '<=', true]], orderBy: [['score', 'asc']] })).toBe('ge');
      }),
    );

    test(
      'page with cursors in either direction, through ties and with partial cursors',
      seeded(async (_store, ids) => {
        const asc: Query['orderBy'] = [['age', 'asc']];
        expect(await ids({ orderBy: asc, startAfter: [25, 'b'], limit: 2 })).toBe('ga');
        expect(await ids({ orderBy: asc, startAfter: [25], limit: 2 })).toBe('ac');
        expect(await ids({ orderBy: [['age', 'desc']], startAfter: [30, 'c'] })).toBe('agb');
        expect(await ids({ orderBy: asc, offset: 2, limit: 2 })).toBe('ac');
        expect(await ids({ orderBy: asc, offset: 9 })).toBe('');
        const mixed: Query['orderBy'] = [
          ['age', 'desc'],
          ['score', 'asc'],
        ];
        const city: Query['where'] = [['city', '==', 'Kigali']];
        expect(await ids({ where: city, orderBy: mixed, startAfter: [30, 0, 'c'] })).toBe('ab');
        expect(await ids({ where: city, orderBy: mixed, startAfter: [30] })).toBe('b');
      }),
    );

    test(
      'reach one subcollection, or as a group all collections of that id',
      seeded(async (store) => {
        const paths = async (query: Query) => (await store.query(query)).map((doc) => doc.path);
        const orderBy: Query['orderBy'] = [['at', 'asc']];
        expect(await paths({ collection: 'people/a/messages', orderBy })).toEqual([
          'people/a/messages/m2',
          'people/a/messages/m1',
        ]);
        const all = ['people/a/messages/m2', 'messages/m0', 'people/b/messages/m1', 'people/a/messages/m1'];
        expect(await paths({ collection: 'messages', group: true, orderBy })).toEqual(all);
        const rest = { collection: 'messages', group: true, orderBy, startAfter: [2, 'messages/m0'] };
        expect(await paths(rest)).toEqual(all.slice(2));
      }),
    );

    test(
      'count what they would return',
      seeded(async (store) => {
        expect(await store.count({ collection: 'people' })).toBe(7);
        expect(await store.count({ collection: 'people', where: [['city', '==', 'Kigali']] })).toBe(3);
        expect(await store.count({ collection: 'people', limit: 2 })).toBe(2);
        expect(await store.count({ collection: 'nothing' })).toBe(0);
      }),
    );

    test(
      'see every change at once',
      seeded(async (store, ids) => {
        const lagos = { where: [['city', '==', 'Lagos']] as const };
        const dx = { where: [['tags', 'array-contains', 'x']] as const };
        await store.batch((w) => w.update('people/a', { city: 'Lagos', tags: ['z'] }));
        expect([await ids(lagos), await ids(dx)]).toEqual(['ade', 'd']);
        await store.batch((w) => w.delete('people/d'));
        expect([await ids(lagos), await ids(dx)]).toEqual(['ae', '']);
        await store.batch((w) => w.set('people/e', { tags: ['x'] }));
        expect([await ids(lagos), await ids(dx)]).toEqual(['a', 'e']);
      }),
    );

    test(
      'that make no sense are refused with the reason',
      seeded(async (_store, ids) => {
        const refused: Omit<Query, 'collection'>[] = [
          { where: [['age', '>', 1]], orderBy: [['city', 'asc']] },
          {
            where: [
              ['age', '>', 1],
              ['city', '<', 'x'],
            ],
          },
          { where: [['age', 'in', []]] },
          { where: [['score', '<=', null]], orderBy: [['score', 'asc']] },
          { limit: 0 },
          { offset: -1 },
          { startAfter: ['a', 'b'] },
        ];
        for (const query of refused) expect(await codeOfRefusal(ids(query))).toBe('invalid-argument');
      }),
    );
  });
}
