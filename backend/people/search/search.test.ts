import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResponseOf } from '../../../lib/api/index.ts';
import { ManualClock } from '../../ports/index.ts';
import { type Bench, benchOf, degradedModule, refusalOf, STORES } from '../../testing/index.ts';
import { type ProfileFields, peopleModule } from '../index.ts';
import { SEARCH } from '../settings.ts';
import { benchWithPeople, crowd, person, seedPeople } from '../testing.ts';
import { wordsOf } from '../words.ts';
import { searchTokens } from './tokens.ts';

type Found = ResponseOf<'searchProfiles'>;
const find = (bench: Bench, request: object) => bench.as('me')('searchProfiles', request) as Promise<Found>;

async function findAll(bench: Bench, request: object): Promise<Found['items'][number][]> {
  const items: Found['items'][number][] = [];
  let cursor: string | null = null;
  do {
    const page = await find(bench, { ...request, ...(cursor && { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

test('words are compared without case, accents and punctuation', () => {
  expect(wordsOf('Zażółć gęślą-JAŹŃ, Straße Ærø! 42')).toEqual(['zazolc', 'gesla', 'jazn', 'strasse', 'aero', '42']);
});

test('a profile has few tokens', () => {
  expect(searchTokens({ name: 'Marina', city: 'New York', interests: ['jazz', 'rock music'] }).sort()).toEqual(
    ['@new-york', 'ma~', 'mar~', 'mari~', 'marina', 'ne~', 'new', 'new~', 'yo~', 'yor~', 'york', 'york~']
      .concat(['jazz', 'music', 'rock'])
      .sort(),
  );
});

describe('searchProfiles', () => {
  test('ranks the exact name above its beginning, the name above the city, and by popularity among equals', async () => {
    const bench = await benchWithPeople(
      new Map([
        ['exact', person({ name: 'York', city: 'Rome' })],
        ['begins', person({ name: 'Yorkina', city: 'Rome', popularity: 50 })],
        ['city', person({ name: 'Anna', city: 'York' })],
        ['city-popular', person({ name: 'Anna', city: 'York', popularity: 9 })],
        ['other', person({ name: 'Bo', city: 'Rome' })],
      ]),
    );
    const { items } = await find(bench, { query: 'york' });
    expect(items.map((item) => item.userId)).toEqual(['exact', 'begins', 'city-popular', 'city']);
  });

  test('all words must match, the last one may be unfinished, and rare words weigh more', async () => {
    const bench = await benchWithPeople(
      new Map([
        ['a', person({ name: 'Anna', interests: ['jazz'] })],
        ['b', person({ name: 'Anna', interests: ['chess'] })],
        ['c', person({ name: 'Bo', city: 'Annaberg', interests: ['jazz'] })],
      ]),
    );
    const ids = async (query: string) => (await find(bench, { query })).items.map((item) => item.userId);
    expect(await ids('jazz ann')).toEqual(['a', 'c']);
    expect(await ids('ann jazz')).toEqual([]);
    expect(await ids('jazz nobody')).toEqual([]);
    // Interests match by whole words only.
    expect(await ids('jaz')).toEqual([]);
  });

  test('counts whether the ranking was cached', async () => {
    const bench = await benchWithPeople(new Map([['a', person()]]));
    expect((await find(bench, { query: 'Anna' })).cache).toBe('miss');
    expect((await find(bench, { query: ' ÁNNA!' })).cache).toBe('hit');
    expect((await find(bench, { query: 'anna', minAge: 20 })).cache).toBe('miss');
    bench.clock.advance(SEARCH.resultsTtlMs);
    expect((await find(bench, { query: 'anna' })).cache).toBe('miss');
  });

  test('a common word reads no more than its most popular profiles, a rare one is found behind them', async () => {
    const people = new Map<string, ProfileFields>();
    for (let n = 0; n < SEARCH.candidates + 50; n++) people.set(`u${n}`, person({ popularity: n }));
    people.set('rare', person({ interests: ['falconry'], popularity: 0 }));
    const bench = await benchWithPeople(people);
    expect(await findAll(bench, { query: 'anna', limit: 50 })).toHaveLength(SEARCH.candidates);
    expect((await findAll(bench, { query: 'anna falconry' })).map((item) => item.userId)).toEqual(['rare']);
  });

  test('degraded: one page, ranked from fewer profiles', async () => {
    const bench = benchOf([degradedModule, peopleModule()]);
    await seedPeople(bench, new Map(Array.from({ length: 60 }, (_, n) => [`u${n}`, person({ popularity: n })])));
    const { items, nextCursor } = await find(bench, { query: 'anna', limit: 50 });
    expect([items.length, nextCursor, items[0]?.userId]).toEqual([SEARCH.degradedCandidates, null, 'u59']);
    const cursor = Buffer.from('[0,"u1"]').toString('base64url');
    expect((await find(bench, { query: 'anna', cursor })).items).toEqual([]);
  });

  test.each([
    ['query', { query: '' }],
    ['query', { query: '?!' }],
    ['query', { query: 'a' }],
    ['query', { query: 'one two three four five six' }],
    ['query', { query: 'x'.repeat(101) }],
    ['maxAge', { query: 'anna', minAge: 40, maxAge: 30 }],
    ['minAge', { query: 'anna', minAge: 17 }],
    ['limit', { query: 'anna', limit: 51 }],
    ['cursor', { query: 'anna', cursor: 'x' }],
  ])('refuses a bad %s', async (field, request) => {
    const bench = await benchWithPeople(new Map());
    expect(await refusalOf(find(bench, request))).toMatchObject({ code: 'invalid-argument', details: { field } });
  });
});

/** The meaning of a search, told without any index. */
function expected(
  people: ReadonlyMap<string, ProfileFields>,
  query: string,
  city: string | null,
  ages: [number, number],
) {
  const words = wordsOf(query);
  return [...people].flatMap(([uid, profile]) => {
    const open = [...wordsOf(profile.name), ...wordsOf(profile.city)];
    const whole = [...open, ...profile.interests.flatMap(wordsOf)];
    const has = words.every(
      (word, i) => whole.includes(word) || (i === words.length - 1 && open.some((one) => one.startsWith(word))),
    );
    const fits = profile.age >= ages[0] && profile.age <= ages[1] && (city === null || profile.city === city);
    return has && fits ? [uid] : [];
  });
}

test.each(STORES)(
  'on $name, finds exactly those who match, in the order of their scores, on pages of any length',
  async ({ open }) => {
    const words = fc.constantFrom(
      'anna',
      'ma',
      'mari',
      'marin',
      'marina',
      'luk',
      'york',
      'new',
      'hiking',
      'music',
      'peter',
      'xx',
    );
    const queries = fc.record({
      query: fc.uniqueArray(words, { minLength: 1, maxLength: 3 }).map((list) => list.join(' ')),
      city: fc.option(fc.constantFrom('Berlin', 'York', 'Atlantis')),
      ages: fc.tuple(fc.integer({ min: 18, max: 40 }), fc.integer({ min: 40, max: 70 })),
      limit: fc.integer({ min: 1, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(50), fc.array(queries, { minLength: 1, maxLength: 4 }), async (seed, asked) => {
        const people = crowd(120, seed);
        const store = open(new ManualClock(0));
        const bench = await benchWithPeople(people, store);
        for (const { query, city, ages, limit } of asked) {
          const request = { query, minAge: ages[0], maxAge: ages[1], limit, ...(city && { city }) };
          const found = await findAll(bench, request);
          expect(found.map((item) => item.userId).sort()).toEqual(expected(people, query, city, ages).sort());
          const order = found.map((item) => [-item.score, item.userId] as const);
          expect(order).toEqual([...order].sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1)));
        }
        await store.close();
      }),
      { numRuns: 25, verbose: 1 },
    );
  },
);
