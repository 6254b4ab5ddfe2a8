import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ManualClock } from '../../ports/index.ts';
import { CONFORMANCE_INDEXES, describeStore } from '../conformance/index.ts';
import { SqliteStore } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = () => join(folder, `${++files}.db`);
const clock = new ManualClock(12_345);
const indexes = CONFORMANCE_INDEXES;

for (const cachedDocuments of [2, 1000]) {
  describeStore(`SqliteStore with a cache of ${cachedDocuments}`, { contention: 'optimistic' }, async () => {
    const store = new SqliteStore(newFile(), clock, { indexes, cachedDocuments });
    return { store, now: { ms: 12_345, toleranceMs: 0 }, close: () => store.close() };
  });
}

test('documents, versions and queries outlive the process', async () => {
  const file = newFile();
  const first = new SqliteStore(file, clock, { indexes });
  await first.batch((w) => w.create('people/a', { age: 3, tags: ['x'] }));
  const before = await first.get('people/a');
  await first.close();
  const second = new SqliteStore(file, clock, { indexes });
  expect(await second.get('people/a')).toEqual(before);
  expect(await second.query({ collection: 'people', where: [['tags', 'array-contains', 'x']] })).toEqual([before]);
  await second.batch((w) => w.set('people/a', { age: 3 }, { version: before?.version ?? '' }));
  expect((await second.get('people/a'))?.version).not.toBe(before?.version);
  await second.close();
});

test('an index that is declared later covers the documents that are there', async () => {
  const file = newFile();
  const first = new SqliteStore(file, clock, { indexes: [] });
  await first.batch((w) => {
    w.create('people/a', { age: 3, tags: ['x'] });
    w.create('people/b', { age: 1, tags: ['x', 'y'] });
  });
  await first.close();
  const second = new SqliteStore(file, clock, { indexes });
  const ids = async (query: object) => (await second.query({ collection: 'people', ...query })).map((doc) => doc.id);
  expect(await ids({ orderBy: [['age', 'asc']] })).toEqual(['b', 'a']);
  expect(await ids({ where: [['tags', 'array-contains', 'y']] })).toEqual(['b']);
  await second.close();
});

test('a second process on the same file is told so', async () => {
  const file = newFile();
  const store = new SqliteStore(file, clock);
  expect(() => new SqliteStore(file, clock)).toThrow('another backend uses it');
  await store.close();
  expect(() => new SqliteStore(join(folder, 'none', 'x.db'), clock)).toThrow('cannot open the database');
});

test('a closed store refuses what comes late, and close writes what is pending', async () => {
  const file = newFile();
  const store = new SqliteStore(file, clock);
  const pending = store.batch((w) => w.create('people/a', { n: 1 }));
  await store.close();
  await pending;
  await expect(store.batch((w) => w.create('people/b', {}))).rejects.toThrow('closed');
  await expect(store.get('people/b')).rejects.toThrow('closed');
  const reopened = new SqliteStore(file, clock);
  expect((await reopened.get('people/a'))?.data).toEqual({ n: 1 });
  await reopened.close();
});
