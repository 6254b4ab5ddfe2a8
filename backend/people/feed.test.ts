import { expect, test } from 'vitest';
import type { ProfileView, RequestOf, ResponseOf } from '../../lib/api/index.ts';
import type { Bench } from '../testing/index.ts';
import { benchOf, degradedModule, refusalOf } from '../testing/index.ts';
import { peopleModule } from './index.ts';
import { FEED } from './settings.ts';
import { benchWithPeople, crowd, seedPeople } from './testing.ts';

const people = crowd(130, 1);
const inOrder = [...people].sort(([a, one], [b, other]) => other.popularity - one.popularity || (a < b ? 1 : -1));

async function readAll(bench: Bench, uid: string, limit?: number) {
  const items: ProfileView[] = [];
  const caches: string[] = [];
  let cursor: string | null = null;
  do {
    const request: RequestOf<'getDiscoveryFeed'> = { ...(limit && { limit }), ...(cursor && { cursor }) };
    const page = (await bench.as(uid)('getDiscoveryFeed', request)) as ResponseOf<'getDiscoveryFeed'>;
    items.push(...page.items);
    caches.push(page.cache);
    cursor = page.nextCursor;
  } while (cursor);
  return { ids: items.map((item) => item.userId), caches };
}

test.each([undefined, 1, 7, 50])(
  'pages of %s show everyone but oneself once, the most popular first',
  async (limit) => {
    const bench = await benchWithPeople(people);
    for (const uid of ['u0', inOrder[0]?.[0] ?? '', 'stranger']) {
      const { ids } = await readAll(bench, uid, limit);
      expect(ids).toEqual(inOrder.map(([id]) => id).filter((id) => id !== uid));
    }
  },
);

test('all users share the chunks: the second reader costs no read', async () => {
  const bench = await benchWithPeople(people);
  const first = await readAll(bench, 'u1');
  expect(first.caches.filter((cache) => cache === 'miss')).toHaveLength(Math.ceil(people.size / FEED.chunk));
  expect(new Set((await readAll(bench, 'u2', 9)).caches)).toEqual(new Set(['hit']));
  bench.clock.advance(FEED.ttlMs);
  expect((await readAll(bench, 'u2')).caches).toContain('miss');
});

test('an empty feed ends', async () => {
  expect(await (await benchWithPeople(new Map())).as('a')('getDiscoveryFeed')).toEqual({
    items: [],
    nextCursor: null,
    cache: 'miss',
  });
});

test('degraded: the first page only', async () => {
  const bench = benchOf([degradedModule, peopleModule()]);
  await seedPeople(bench, people);
  const page = (await bench.as('x')('getDiscoveryFeed')) as ResponseOf<'getDiscoveryFeed'>;
  expect([page.items.length, page.nextCursor]).toEqual([FEED.defaultPage, null]);
});

test.each(['nonsense', Buffer.from('[1,2]').toString('base64url')])('refuses the cursor %s', async (cursor) => {
  const bench = await benchWithPeople(people);
  expect(await refusalOf(bench.as('a')('getDiscoveryFeed', { cursor }))).toMatchObject({
    code: 'invalid-argument',
    details: { field: 'cursor' },
  });
});
