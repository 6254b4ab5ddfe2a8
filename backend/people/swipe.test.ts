import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResponseOf } from '../../lib/api/index.ts';
import type { OperationError } from '../../lib/wire/index.ts';
import { ManualClock } from '../ports/index.ts';
import { benchOf, documentsOf, FlakyStore, refusalOf, STORES, seededRandom, TEST_START } from '../testing/index.ts';
import { peopleModule } from './index.ts';
import type { SwipeDoc } from './swipe.ts';
import { benchWithPeople, person, seedPeople } from './testing.ts';

type Swiped = ResponseOf<'swipe'>;
const three = new Map(['a', 'b', 'c'].map((uid) => [uid, person({ name: uid })]));

describe('swipe', () => {
  test('two likes make one match, which the second one hears of', async () => {
    const bench = await benchWithPeople(three);
    const swipe = (uid: string, targetId: string, swipeId = `${uid}${targetId}`, action = 'like') =>
      bench.as(uid)('swipe', { swipeId, targetId, action });
    expect(await swipe('b', 'a')).toEqual({ swipeId: 'ba', matched: false, matchId: null });
    expect(await swipe('a', 'b')).toEqual({ swipeId: 'ab', matched: true, matchId: 'a_b' });
    expect((await bench.store.get('matches/a_b'))?.data).toEqual({ users: ['a', 'b'], at: TEST_START });
    // The first answer holds for repeats and for second thoughts.
    expect(await swipe('b', 'a')).toEqual({ swipeId: 'ba', matched: false, matchId: null });
    expect(await swipe('a', 'b', 'other', 'pass')).toEqual({ swipeId: 'ab', matched: true, matchId: 'a_b' });
  });

  test('a pass is no like', async () => {
    const bench = await benchWithPeople(three);
    await bench.as('b')('swipe', { swipeId: 's1', targetId: 'a', action: 'pass' });
    expect(await bench.as('a')('swipe', { swipeId: 's2', targetId: 'b', action: 'like' })).toMatchObject({
      matched: false,
    });
    expect(await bench.store.get('matches/a_b')).toBeNull();
  });

  test.each([
    ['not-found', 'targetId', { swipeId: 's', targetId: 'nobody', action: 'like' }],
    ['invalid-argument', 'targetId', { swipeId: 's', targetId: 'a', action: 'like' }],
    ['invalid-argument', 'targetId', { swipeId: 's', targetId: 'a_b', action: 'like' }],
    ['invalid-argument', 'action', { swipeId: 's', targetId: 'b', action: 'superlike' }],
    ['invalid-argument', 'swipeId', { targetId: 'b', action: 'like' }],
  ])('refuses with %s at %s', async (code, field, request) => {
    const bench = await benchWithPeople(three);
    expect(await refusalOf(bench.as('a')('swipe', request))).toMatchObject({ code, details: { field } });
  });
});

const swipeArb = fc
  .record({
    from: fc.constantFrom('a', 'b', 'c'),
    to: fc.constantFrom('a', 'b', 'c'),
    action: fc.constantFrom('like', 'like', 'like', 'pass'),
    swipeId: fc.nat(20).map(String),
  })
  .filter(({ from, to }) => from !== to);

test.each(STORES)(
  'on $name, whatever is swiped at the same time, repeated and lost: a match for each mutual like, once',
  async ({ open, runs }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(swipeArb, { maxLength: 8 }), { maxLength: 4 }),
        fc.nat(),
        async (rounds, seed) => {
          const store = open(new ManualClock(TEST_START));
          const flaky = new FlakyStore(store, seededRandom(seed), 0);
          const bench = benchOf([peopleModule()], { store: flaky });
          await seedPeople(bench, three);
          flaky.chance = 0.1;

          const answered: { pair: string; answer: Swiped }[] = [];
          for (const round of rounds) {
            const answers = await Promise.allSettled(
              round.map(({ from, to, ...rest }) => bench.as(from)('swipe', { ...rest, targetId: to })),
            );
            for (const [i, answer] of answers.entries()) {
              if (answer.status === 'rejected') expect((answer.reason as OperationError).code).toBe('unavailable');
              else answered.push({ pair: `${round[i]?.from}_${round[i]?.to}`, answer: answer.value as Swiped });
            }
          }

          const swipes = new Map((await documentsOf<SwipeDoc>(store, 'swipes')).map(({ id, data }) => [id, data]));
          for (const { pair, answer } of answered) {
            const { swipeId, matchId } = swipes.get(pair) ?? {};
            expect(answer).toEqual({ swipeId, matchId, matched: matchId !== null });
          }
          const mutual = ['a_b', 'a_c', 'b_c'].filter((pair) => {
            const [one = '', other = ''] = pair.split('_');
            return swipes.get(pair)?.action === 'like' && swipes.get(`${other}_${one}`)?.action === 'like';
          });
          expect((await documentsOf(store, 'matches')).map(({ id }) => id)).toEqual(mutual);
          // Exactly one of the two likes made it.
          for (const pair of mutual)
            expect([...swipes.values()].filter((swipe) => swipe.matchId === pair)).toHaveLength(1);
          await store.close();
        },
      ),
      { numRuns: runs, verbose: 1 },
    );
  },
);
