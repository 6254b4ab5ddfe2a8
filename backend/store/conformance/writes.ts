import { describe, expect, test } from 'vitest';
import { deleteField, increment, serverTimestamp, type WriteData } from '../../ports/index.ts';
import { codeOfRefusal, onFresh, type StoreFactory } from './types.ts';

export function writeCases(makeStore: StoreFactory): void {
  const fresh = (body: Parameters<typeof onFresh>[1]) => onFresh(makeStore, body);

  describe('writes', () => {
    test(
      'what is written is read back, with its path, id and a version that changes',
      fresh(async (store) => {
        const data = { n: 1.5, text: 'é𝄞', yes: true, none: null, list: [1, 'a', { k: [2] }], map: { a: { b: 'c' } } };
        await store.batch((w) => w.create('people/p1', data));
        const first = await store.get('people/p1');
        expect(first).toMatchObject({ path: 'people/p1', id: 'p1', data });
        await store.batch((w) => w.set('people/p1', { n: 2 }));
        const second = await store.get('people/p1');
        expect(second?.data).toEqual({ n: 2 });
        expect(second?.version).not.toBe(first?.version);
        expect(await store.get('people/none')).toBeNull();
        const several = await store.getAll(['people/none', 'people/p1', 'people/p1']);
        expect(several.map((doc) => doc?.id)).toEqual([undefined, 'p1', 'p1']);
      }),
    );

    test(
      'create refuses an existing document, update a missing one; delete is content with either',
      fresh(async (store) => {
        await store.batch((w) => w.create('people/p1', { n: 1 }));
        expect(await codeOfRefusal(store.batch((w) => w.create('people/p1', { n: 2 })))).toBe('already-exists');
        expect(await codeOfRefusal(store.batch((w) => w.update('people/p2', { n: 2 })))).toBe('not-found');
        await store.batch((w) => w.delete('people/p1'));
        await store.batch((w) => w.delete('people/p1'));
        expect(await store.get('people/p1')).toBeNull();
        await store.batch((w) => w.create('people/p1', { n: 3 }));
        expect((await store.get('people/p1'))?.data).toEqual({ n: 3 });
      }),
    );

    test(
      'update merges top-level fields and replaces nested ones',
      fresh(async (store) => {
        await store.batch((w) => w.set('people/p1', { a: 1, b: { x: 1, y: 2 }, c: 3 }));
        await store.batch((w) => w.update('people/p1', { b: { z: 1 }, c: deleteField(), d: 4 }));
        expect((await store.get('people/p1'))?.data).toEqual({ a: 1, b: { z: 1 }, d: 4 });
      }),
    );

    test(
      'sentinels are computed by the store',
      fresh(async (store, { now }) => {
        await store.batch((w) => w.set('people/p1', { n: 5, at: serverTimestamp(), fresh: increment(2) }));
        await store.batch((w) => w.update('people/p1', { n: increment(-7), fresh: increment(0.5), text: 'x' }));
        const doc = await store.get<{ n: number; at: number; fresh: number }>('people/p1');
        expect(doc?.data).toMatchObject({ n: -2, fresh: 2.5, text: 'x' });
        expect(Math.abs((doc?.data.at ?? 0) - now.ms)).toBeLessThanOrEqual(now.toleranceMs);
      }),
    );

    test(
      'a time at which a document may go is read back and compared in milliseconds, however it is stored',
      fresh(async (store) => {
        const at = Date.UTC(2026, 0, 5);
        await store.batch((w) => {
          w.create('people/p1', { expireAt: at });
          w.create('people/p2', { expireAt: at + 1 });
        });
        expect((await store.get('people/p1'))?.data).toEqual({ expireAt: at });
        const due = await store.query({ collection: 'people', where: [['expireAt', '<=', at]] });
        expect(due.map((doc) => doc.id)).toEqual(['p1']);
        const rest = await store.query({ collection: 'people', orderBy: [['expireAt', 'asc']], startAfter: [at] });
        expect(rest.map((doc) => doc.id)).toEqual(['p2']);
      }),
    );

    test(
      'preconditions on version and existence hold or refuse',
      fresh(async (store) => {
        await store.batch((w) => w.create('people/p1', { n: 1 }));
        const { version } = (await store.get('people/p1')) ?? expect.fail('not written');
        await store.batch((w) => w.set('people/p1', { n: 2 }, { version }));
        const stale = (body: Parameters<typeof store.batch>[0]) => codeOfRefusal(store.batch(body));
        expect(await stale((w) => w.set('people/p1', { n: 3 }, { version }))).toBe('failed-precondition');
        expect(await stale((w) => w.update('people/p1', { n: 3 }, { version }))).toBe('failed-precondition');
        expect(await stale((w) => w.delete('people/p1', { version }))).toBe('failed-precondition');
        expect(await stale((w) => w.set('people/p1', { n: 3 }, { exists: false }))).toBe('failed-precondition');
        expect(await stale((w) => w.delete('people/p9', { exists: true }))).toBe('failed-precondition');
        await store.batch((w) => w.set('people/p9', { n: 9 }, { exists: false }));
        expect((await store.get('people/p1'))?.data).toEqual({ n: 2 });
      }),
    );

    test(
      'a batch is all or none',
      fresh(async (store) => {
        await store.batch((w) => w.create('people/taken', { n: 0 }));
        const failing = store.batch((w) => {
          w.set('people/p1', { n: 1 });
          w.create('people/taken', { n: 1 });
          w.set('people/p2', { n: 2 });
        });
        expect(await codeOfRefusal(failing)).toBe('already-exists');
        expect(await store.getAll(['people/p1', 'people/p2'])).toEqual([null, null]);
        await store.batch((w) => {
          w.set('people/p1', { n: 1 });
          w.update('people/p1', { n: increment(4) });
          w.create('people/p2', { n: 2 });
        });
        expect((await store.getAll(['people/p1', 'people/p2'])).map((doc) => doc?.data)).toEqual([{ n: 5 }, { n: 2 }]);
      }),
    );

    test(
      'a refused batch does not take down the others that commit beside it',
      fresh(async (store) => {
        await store.batch((w) => w.create('people/taken', { n: 0 }));
        const outcomes = await Promise.allSettled(
          Array.from({ length: 9 }, (_, i) =>
            store.batch((w) => w.create(i % 3 === 1 ? 'people/taken' : `people/b${i}`, { n: i })),
          ),
        );
        expect(outcomes.map((one) => one.status === 'fulfilled')).toEqual(outcomes.map((_, i) => i % 3 !== 1));
        const written = await store.getAll(outcomes.map((_, i) => `people/b${i}`));
        expect(written.map((doc) => doc !== null)).toEqual(outcomes.map((_, i) => i % 3 !== 1));
      }),
    );

    test(
      'what no document can hold is refused, naming the field',
      fresh(async (store) => {
        const refused = (data: unknown) => codeOfRefusal(store.batch((w) => w.set('people/p1', data as WriteData)));
        for (const bad of [
          { n: Number.NaN },
          { n: { deep: Number.POSITIVE_INFINITY } },
          { n: { gone: undefined } },
          { list: [[1]] },
          { when: new Date(0) },
          { __proto__x__: 1 },
          JSON.parse('{"map":{"__proto__":{"admin":true}}}'),
          { big: 'x'.repeat(1_100_000) },
          { half: '\ud800' },
          { n: { $op: 'increment', by: Number.NaN } },
        ]) {
          expect(await refused(bad), JSON.stringify(bad).slice(0, 60)).toBe('invalid-argument');
        }
        expect(await codeOfRefusal(store.batch((w) => w.set('people', {})))).toBe('invalid-argument');
        expect(await codeOfRefusal(store.get('people/p1/friends'))).toBe('invalid-argument');
        const many = store.batch((w) => {
          for (let i = 0; i <= 500; i++) w.set(`people/p${i}`, {});
        });
        expect(await codeOfRefusal(many)).toBe('invalid-argument');
      }),
    );
  });
}
