import { expect, test } from 'vitest';
import { userAt } from '../../lib/users/index.ts';
import type { ProfileDoc } from '../people/index.ts';
import { type Doc, ManualClock } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { ledgerTotals } from '../wallet/index.ts';
import { seedUsers } from './index.ts';

const clock = new ManualClock(1_000);
const byPath = (docs: readonly Doc[]) => new Map(docs.map((doc) => [doc.path, doc.data]));

test('accounts have a profile, a wallet and the movement that fills it; the ledger adds up', async () => {
  const store = new MemoryStore(clock);
  expect(await seedUsers({ store, clock }, { count: 400, seed: 7, tokens: 90 })).toBe(400);
  expect(store.dump()).toHaveLength(1200);
  const profile = await store.get<ProfileDoc>('users/u399');
  expect(profile?.data).toMatchObject({ country: userAt(399, 7).country });
  expect(profile?.data.interests.length).toBeGreaterThan(0);
  expect((await store.get('wallets/u399'))?.data).toEqual({ balance: 90, updatedAt: 1000 });
  expect(await ledgerTotals(store)).toMatchObject({ sum: 0, mismatches: { count: 0 } });
});

test('the same seed gives the same accounts, another one others, and fewer accounts are the first of more', async () => {
  const seeded = async (count: number, seed: number) => {
    const store = new MemoryStore(clock);
    await seedUsers({ store, clock }, { count, seed });
    return byPath(store.dump());
  };
  const [few, many, others] = [await seeded(20, 7), await seeded(200, 7), await seeded(20, 8)];
  for (const [path, data] of few) expect(many.get(path)).toEqual(data);
  const same = [...few].filter(([path, data]) => JSON.stringify(others.get(path)) === JSON.stringify(data));
  expect(same.filter(([path]) => path.startsWith('users/'))).toEqual([]);
});

test('repeated after an interruption, it writes what is missing and grants nobody twice', async () => {
  const store = new MemoryStore(clock);
  await seedUsers({ store, clock }, { count: 332, seed: 7 });
  await store.batch((w) => w.update('wallets/u5', { balance: 3 }));
  expect(await seedUsers({ store, clock }, { count: 500, seed: 7 })).toBe(168);
  expect(await store.count({ collection: 'users' })).toBe(500);
  expect((await store.get('wallets/u5'))?.data).toMatchObject({ balance: 3 });
});

test('people differ, a few are very popular, and names and cities repeat so that searches find several', async () => {
  const store = new MemoryStore(clock);
  await seedUsers({ store, clock }, { count: 2000, seed: 7 });
  const people = (await store.query<ProfileDoc>({ collection: 'users' })).map((doc) => doc.data);
  const distinct = (of: (person: ProfileDoc) => unknown) => new Set(people.map(of)).size;
  expect(distinct(({ name, city, age, bio }) => [name, city, age, bio].join())).toBeGreaterThan(1990);
  expect(distinct(({ city }) => city)).toBeLessThan(150);
  const popularity = people.map((person) => person.popularity).sort((a, b) => b - a);
  expect(popularity[0]).toBeGreaterThan((popularity[1000] ?? 0) * 50);
  expect(people.every(({ age }) => age >= 18 && age < 70)).toBe(true);
});
