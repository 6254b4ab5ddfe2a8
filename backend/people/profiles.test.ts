import { expect, test } from 'vitest';
import { refusalOf } from '../testing/index.ts';
import { profileDocument } from './index.ts';
import { PROFILES } from './settings.ts';
import { benchWithPeople, person } from './testing.ts';

const two = new Map([
  ['a', person()],
  ['b', person({ name: 'Bo' })],
]);

test('getProfile shows what others may see, from the cache until it expires', async () => {
  const bench = await benchWithPeople(two);
  await bench.store.batch((writer) => writer.update('users/b', { phone: 'secret' }));
  const read = () => bench.as('a')('getProfile', { userId: 'b' });
  expect(await read()).toEqual({ userId: 'b', ...person({ name: 'Bo' }), cache: 'miss' });
  expect(await read()).toMatchObject({ name: 'Bo', cache: 'hit' });
  bench.clock.advance(PROFILES.ttlMs);
  expect(await read()).toMatchObject({ cache: 'miss' });
  expect(await refusalOf(bench.as('a')('getProfile', { userId: 'nobody' }))).toMatchObject({
    code: 'not-found',
    details: { field: 'userId' },
  });
});

test('updateProfile is seen at once, keeps what it was not given, and changes what the profile is found by', async () => {
  const bench = await benchWithPeople(two);
  const read = () => bench.as('a')('getProfile', { userId: 'b' });
  await read();
  const after = person({ name: 'Bo', city: 'Kraków', interests: ['jazz'] });
  expect(await bench.as('b')('updateProfile', { city: ' Kraków ', interests: ['jazz'] })).toEqual({
    userId: 'b',
    ...after,
  });
  expect(await read()).toMatchObject({ city: 'Kraków', bio: 'Hello', cache: 'miss' });
  expect((await bench.store.get('users/b'))?.data).toEqual(profileDocument(after));
});

test('an update during a read is not hidden by what that read found', async () => {
  const bench = await benchWithPeople(two);
  const read = () => bench.as('a')('getProfile', { userId: 'b' }) as Promise<{ bio: string }>;
  await Promise.all([read(), bench.as('b')('updateProfile', { bio: 'new' }), read()]);
  expect((await read()).bio).toBe('new');
});

test.each([
  ['bio', { bio: 'x'.repeat(501) }],
  ['interests', { interests: Array.from({ length: 11 }, (_, i) => `i${i}`) }],
  ['interests.0', { interests: [' '] }],
  ['city', { city: '' }],
  ['popularity', { popularity: 10 }],
  ['', {}],
])('updateProfile refuses a bad %s', async (field, request) => {
  const bench = await benchWithPeople(two);
  expect(await refusalOf(bench.as('a')('updateProfile', request))).toMatchObject({
    code: 'invalid-argument',
    details: { field },
  });
});

test('flushCaches empties every cache, and the counters go on', async () => {
  const bench = await benchWithPeople(two);
  const a = bench.as('a');
  const look = async () => [
    await a('getProfile', { userId: 'b' }),
    await a('getDiscoveryFeed'),
    await a('searchProfiles', { query: 'anna' }),
  ];
  const caches = (answers: unknown[]) => answers.map((one) => (one as { cache: string }).cache);
  expect(caches(await look())).toEqual(['miss', 'miss', 'miss']);
  expect(caches(await look())).toEqual(['hit', 'hit', 'hit']);
  expect(await bench.as('op', { admin: true })('flushCaches')).toEqual({
    flushed: { profiles: 2, feed: 1, search_results: 1, search_counts: 0 },
  });
  expect(caches(await look())).toEqual(['miss', 'miss', 'miss']);
  expect(await refusalOf(a('flushCaches'))).toMatchObject({ code: 'permission-denied' });
});
