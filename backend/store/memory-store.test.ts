import { expect, test } from 'vitest';
import { ManualClock } from '../ports/index.ts';
import { CONFORMANCE_INDEXES, describeStore } from './conformance/index.ts';
import { MemoryStore } from './memory-store.ts';

describeStore('MemoryStore', { contention: 'optimistic' }, async () => {
  const store = new MemoryStore(new ManualClock(12_345), { indexes: CONFORMANCE_INDEXES });
  return { store, now: { ms: 12_345, toleranceMs: 0 }, close: () => store.close() };
});

test('with the default five attempts, 200 transactions on one document all get through', async () => {
  const store = new MemoryStore(new ManualClock(0));
  await store.batch((w) => w.create('counters/c', { n: 0 }));
  const add = () =>
    store.transaction(async (tx) => {
      const doc = await tx.get<{ n: number }>('counters/c');
      tx.update('counters/c', { n: (doc?.data.n ?? 0) + 1 });
    });
  await Promise.all(Array.from({ length: 200 }, add));
  expect((await store.get<{ n: number }>('counters/c'))?.data.n).toBe(200);
});

test('a document cannot be changed in place', async () => {
  const store = new MemoryStore(new ManualClock(0));
  await store.batch((w) => w.create('people/p', { list: [1] }));
  const doc = await store.get<{ list: number[] }>('people/p');
  expect(() => doc?.data.list.push(2)).toThrow(TypeError);
});

test('a query without an index is refused with the line to add', async () => {
  const store = new MemoryStore(new ManualClock(0), { indexes: [] });
  const query = store.query({
    collection: 'chats/c1/messages',
    where: [['from', '==', 'u1']],
    orderBy: [['at', 'desc']],
  });
  await expect(query).rejects.toThrow(
    'add {"collection":"messages","fields":[["from","asc"],["at","desc"]]} to backend/store/indexes.ts',
  );
});
