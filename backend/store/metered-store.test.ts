import { expect, test } from 'vitest';
import { ManualClock, type Store } from '../ports/index.ts';
import { CONFORMANCE_INDEXES, describeStore } from './conformance/index.ts';
import { eventually } from './conformance/types.ts';
import { MemoryStore } from './memory-store.ts';
import { Meter } from './meter.ts';

const memory = () => new MemoryStore(new ManualClock(0), { indexes: CONFORMANCE_INDEXES });

describeStore('MeteredStore', { contention: 'optimistic' }, async () => {
  const store = new Meter(memory()).view('f', 'o');
  return { store, now: { ms: 0, toleranceMs: 0 }, close: () => store.close() };
});

/** A store with `people` documents, and what one use of it is billed as [reads, writes, deletes]. */
async function withPeople(people: number) {
  const raw = memory();
  for (let from = 0; from < people; from += 500) {
    await raw.batch((w) => {
      for (let i = from; i < Math.min(people, from + 500); i++) w.create(`people/p${i}`, { age: i, city: 'Kigali' });
    });
  }
  const bill = async (use: (store: Store) => Promise<unknown>) => {
    const meter = new Meter(raw);
    await use(meter.view('f', 'o')).catch(() => {});
    const [{ reads, writes, deletes } = { reads: 0, writes: 0, deletes: 0 }] = meter.rows();
    return [reads, writes, deletes];
  };
  return { raw, bill };
}

test('published: offset 10 plus 1 document bills 11 reads', async () => {
  const { bill } = await withPeople(30);
  expect(await bill((store) => store.query({ collection: 'people', offset: 10, limit: 1 }))).toEqual([11, 0, 0]);
});

test('published: count() over 1,500 entries bills 2 reads', async () => {
  const { bill } = await withPeople(1500);
  expect(await bill((store) => store.count({ collection: 'people' }))).toEqual([2, 0, 0]);
  expect(await bill((store) => store.count({ collection: 'people', limit: 1000 }))).toEqual([1, 0, 0]);
  expect(await bill((store) => store.count({ collection: 'nobody' }))).toEqual([1, 0, 0]);
});

test('a document that is asked for is one read, there or not; a query is at least one', async () => {
  const { bill } = await withPeople(3);
  expect(await bill((store) => store.get('people/p1'))).toEqual([1, 0, 0]);
  expect(await bill((store) => store.get('people/none'))).toEqual([1, 0, 0]);
  expect(await bill((store) => store.getAll(['people/p1', 'people/p2', 'people/x']))).toEqual([3, 0, 0]);
  expect(await bill((store) => store.query({ collection: 'people' }))).toEqual([3, 0, 0]);
  expect(await bill((store) => store.query({ collection: 'nobody' }))).toEqual([1, 0, 0]);
});

test('writes and deletes are billed when they commit, and not when they are refused', async () => {
  const { bill } = await withPeople(2);
  const writes = (store: Store) =>
    store.batch((w) => {
      w.set('people/p0', { age: 1 });
      w.update('people/p1', { age: 2 });
      w.create('people/new', {});
      w.delete('people/none');
    });
  expect(await bill(writes)).toEqual([0, 3, 1]);
  expect(await bill(writes)).toEqual([0, 0, 0]);
  expect(await bill((store) => store.batch((w) => w.set('people/p0', {}, { exists: true })))).toEqual([1, 1, 0]);
});

test('the retries of a transaction bill their reads again, and their writes once', async () => {
  const { raw, bill } = await withPeople(2);
  let attempts = 0;
  const overtakenTwice = (store: Store) =>
    store.transaction(async (tx) => {
      await tx.get('people/p0');
      await tx.query({ collection: 'people', limit: 2 });
      if (++attempts < 3) await raw.batch((w) => w.update('people/p0', { age: attempts }));
      tx.update('people/p1', { age: 7 });
      tx.delete('people/p0');
    });
  expect(await bill(overtakenTwice)).toEqual([9, 1, 1]);
});

test('a listener is billed for its first answer and for each change', async () => {
  const raw = memory();
  const meter = new Meter(raw);
  const store = meter.view('f', 'o');
  const reads = () => meter.rows()[0]?.reads ?? 0;
  let calls = 0;
  store.listen('people/p1', () => calls++);
  await eventually(() => calls === 1);
  expect(reads()).toBe(1);
  await raw.batch((w) => w.create('people/p1', { age: 1 }));
  expect(reads()).toBe(2);
  await raw.batch((w) => w.delete('people/p1'));
  expect(reads()).toBe(2);
  await raw.batch((w) => {
    for (let i = 0; i < 4; i++) w.create(`people/q${i}`, { city: 'Lagos' });
  });
  calls = 0;
  store.listenQuery({ collection: 'people', where: [['city', '==', 'Lagos']] }, () => calls++);
  await eventually(() => calls === 1);
  expect(reads()).toBe(6);
  await raw.batch((w) => {
    w.update('people/q0', { city: 'Rome' });
    w.update('people/q1', { age: 3 });
    w.create('people/q9', { city: 'Lagos' });
  });
  expect(reads()).toBe(9);
});

test('features and operations are counted apart', async () => {
  const meter = new Meter(memory());
  await meter.view('chat', 'sendChatMessage').get('people/p1');
  await meter.view('chat', 'getChatMessages').get('people/p1');
  await meter.view('chat', 'sendChatMessage').batch((w) => w.set('people/p1', {}));
  meter.view('wallet', 'getWallet');
  expect(meter.rows()).toEqual([
    { feature: 'chat', operation: 'sendChatMessage', reads: 1, writes: 1, deletes: 0 },
    { feature: 'chat', operation: 'getChatMessages', reads: 1, writes: 0, deletes: 0 },
  ]);
});
