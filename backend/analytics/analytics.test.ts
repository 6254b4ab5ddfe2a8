import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnalyticsEvent, ResponseOf } from '../../lib/api/index.ts';
import type { OperationError } from '../../lib/wire/index.ts';
import { ManualClock } from '../ports/index.ts';
import {
  type Bench,
  benchOf,
  documentsOf,
  FlakyStore,
  refusalOf,
  STORES,
  seededRandom,
  TEST_START,
} from '../testing/index.ts';
import { analyticsModule } from './index.ts';
import { type BatchDoc, shardOf } from './ingest.ts';
import { ANALYTICS } from './limits.ts';
import type { IngestSummary } from './summary.ts';

const newBench = () => benchOf([analyticsModule()]);
const event = (n: number, over: Partial<AnalyticsEvent> = {}): AnalyticsEvent => ({
  eventId: `e${n}`,
  type: 'screen_view',
  at: TEST_START - n,
  ...over,
});
const events = (...ns: number[]) => ns.map((n) => event(n));
const send = (bench: Bench, uid: string, batchId: string, list: readonly AnalyticsEvent[]) =>
  bench.as(uid)('ingestEvents', { batchId, events: list }) as Promise<ResponseOf<'ingestEvents'>>;
const summaryOf = (bench: Bench) => bench.as('op', { admin: true })('getIngestSummary') as Promise<IngestSummary>;

describe('ingestEvents', () => {
  test('counts each event once: within a batch, in another batch, and when the batch is sent again', async () => {
    const bench = newBench();
    expect(await send(bench, 'a', 'b1', events(1, 2, 2, 3))).toEqual({ accepted: 3, duplicates: 1 });
    expect(await send(bench, 'a', 'b1', events(1, 2, 2, 3))).toEqual({ accepted: 3, duplicates: 1 });
    expect(await send(bench, 'a', 'b2', events(3, 4))).toEqual({ accepted: 1, duplicates: 1 });
    expect(await send(bench, 'a', 'b3', events(1, 4))).toEqual({ accepted: 0, duplicates: 2 });
    // Ids are the user's own.
    expect(await send(bench, 'b', 'b1', events(1))).toEqual({ accepted: 1, duplicates: 0 });
    expect(await summaryOf(bench)).toMatchObject({ batches: 4, events: 5, users: 2 });
  });

  test('keeps what was sent', async () => {
    const bench = newBench();
    const full = event(1, { props: { screen: 'home', ms: 12.5, first: true } });
    await send(bench, 'a', 'b1', [full, full]);
    const doc = await bench.store.get<{ payload: string }>('analyticsBatches/a:b1');
    expect(JSON.parse(doc?.data.payload ?? '')).toEqual([full]);
  });

  test('other events under the id of a batch are refused, not swallowed', async () => {
    const bench = newBench();
    await send(bench, 'a', 'b1', events(1));
    expect(await refusalOf(send(bench, 'a', 'b1', events(2)))).toMatchObject({
      code: 'already-exists',
      details: { field: 'batchId' },
    });
    expect((await summaryOf(bench)).events).toBe(1);
  });

  const dayMs = ANALYTICS.dayMs;
  const oldest = TEST_START - ANALYTICS.rememberedDays * dayMs;
  test.each([
    ['accepted', oldest],
    ['out-of-range', oldest - 1],
    ['accepted', TEST_START + ANALYTICS.maxAhead],
    ['out-of-range', TEST_START + ANALYTICS.maxAhead + 1],
  ])('the whole batch is %s with an event of %i', async (outcome, at) => {
    const sent = send(newBench(), 'a', 'b1', [event(1), event(2, { at })]);
    if (outcome === 'accepted') expect(await sent).toEqual({ accepted: 2, duplicates: 0 });
    else expect(await refusalOf(sent)).toMatchObject({ code: outcome, details: { field: 'events.1.at' } });
  });

  test('an event is recognised as long as it is accepted, and forgotten later', async () => {
    const bench = newBench();
    await send(bench, 'a', 'b1', events(1));
    const size = async () => JSON.stringify((await bench.store.get('analyticsUsers/a'))?.data).length;
    for (let day = 0; day < ANALYTICS.rememberedDays; day++) {
      expect(await send(bench, 'a', `again${day}`, events(1))).toEqual({ accepted: 0, duplicates: 1 });
      bench.clock.advance(dayMs);
    }
    expect(await refusalOf(send(bench, 'a', 'late', events(1)))).toMatchObject({ code: 'out-of-range' });
    // The batch itself is known for good.
    expect(await send(bench, 'a', 'b1', events(1))).toEqual({ accepted: 1, duplicates: 0 });
    const before = await size();
    bench.clock.advance(2 * dayMs);
    await send(bench, 'a', 'new', [event(2, { at: bench.clock.now() })]);
    expect(await size()).toBe(before);
  });

  test('a user may have so many events and no more, and a refused batch leaves nothing', async () => {
    const bench = newBench();
    const full = ANALYTICS.maxRemembered / ANALYTICS.maxBatch;
    for (let b = 0; b < full; b++) {
      await send(
        bench,
        'a',
        `b${b}`,
        Array.from({ length: ANALYTICS.maxBatch }, (_, i) => event(b * 1000 + i)),
      );
    }
    const refused = await refusalOf(send(bench, 'a', 'more', events(999_999)));
    expect(refused).toMatchObject({ code: 'resource-exhausted', details: { reason: 'too-many-events' } });
    expect((await summaryOf(bench)).events).toBe(ANALYTICS.maxRemembered);
    const size = JSON.stringify((await bench.store.get('analyticsUsers/a'))?.data).length;
    expect(size).toBeLessThan(1024 * 1024);
  });

  test.each([
    ['events', { events: [] }],
    ['events', { events: Array.from({ length: 501 }, (_, i) => event(i)) }],
    ['events.0.eventId', { events: [{ ...event(1), eventId: '' }] }],
    ['events.1.type', { events: [event(1), { ...event(2), type: 'a b' }] }],
    ['events.0.at', { events: [event(1, { at: 1.5 })] }],
    ['events.0.user', { events: [{ ...event(1), user: 'b' }] }],
    [
      'events.0.props',
      { events: [event(1, { props: Object.fromEntries([...'abcdefghijklmnopqrstuvw'].map((k) => [k, 1])) })] },
    ],
    ['events.0.props.a', { events: [event(1, { props: { a: 'x'.repeat(201) } })] }],
    ['batchId', { events: events(1), batchId: 'a/b' }],
  ])('refuses bad %s', async (field, request) => {
    const refused = await refusalOf(newBench().as('a')('ingestEvents', { batchId: 'b1', ...request }));
    expect(refused).toMatchObject({ code: 'invalid-argument', details: { field } });
  });

  test('refuses a batch that no document would hold', async () => {
    const props = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}`, 'x'.repeat(200)]));
    const big = Array.from({ length: 200 }, (_, i) => event(i, { props }));
    expect(await refusalOf(send(newBench(), 'a', 'b1', big))).toMatchObject({
      code: 'invalid-argument',
      details: { field: 'events' },
    });
  });
});

const batchArb = fc.record({
  uid: fc.constantFrom('a', 'b', 'c'),
  // Few ids, so that batches and events come again and again, at the same time or later.
  batchId: fc.nat(6).map((n) => `b${n}`),
  ns: fc.array(fc.nat(15), { minLength: 1, maxLength: 6 }),
});

test.each(STORES)(
  'on $name, whatever is sent, repeated and lost: each acknowledged event is counted once',
  async ({ open, runs }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(batchArb, { maxLength: 6 }), { maxLength: 6 }),
        fc.nat(),
        async (rounds, seed) => {
          const store = open(new ManualClock(TEST_START));
          const flaky = new FlakyStore(store, seededRandom(seed), 0.1);
          const bench = benchOf([analyticsModule()], { store: flaky });
          const acknowledged = new Set<string>();
          const answers = new Map<string, unknown>();
          for (const round of rounds) {
            const outcomes = await Promise.allSettled(
              round.map(({ uid, batchId, ns }) => send(bench, uid, batchId, events(...ns))),
            );
            for (const [i, outcome] of outcomes.entries()) {
              const batch = round[i];
              if (!batch) continue;
              if (outcome.status === 'rejected') {
                expect(['unavailable', 'already-exists']).toContain((outcome.reason as OperationError).code);
                continue;
              }
              for (const n of batch.ns) acknowledged.add(`${batch.uid} e${n}`);
              expect(outcome.value.accepted + outcome.value.duplicates).toBe(batch.ns.length);
              const key = `${batch.uid} ${batch.batchId}`;
              if (answers.has(key)) expect(outcome.value).toEqual(answers.get(key));
              answers.set(key, outcome.value);
            }
          }
          const counted = (await documentsOf<BatchDoc>(store, 'analyticsBatches')).flatMap(({ data }) =>
            (JSON.parse(data.payload) as AnalyticsEvent[]).map((one) => `${data.userId} ${one.eventId}`),
          );
          expect(new Set(counted).size).toBe(counted.length);
          for (const one of acknowledged) expect(counted).toContain(one);

          flaky.chance = 0;
          const summary = await summaryOf(bench);
          expect(summary.events).toBe(counted.length);
          expect(summary.users).toBe(new Set(counted.map((one) => one.split(' ')[0])).size);
          for (const uid of ['a', 'b', 'c']) {
            const mates = ['a', 'b', 'c'].filter((one) => shardOf(one) === shardOf(uid));
            const ofShard = counted.filter((one) => mates.includes(one.split(' ')[0] ?? '')).length;
            expect(summary.shards[shardOf(uid)]?.events).toBe(ofShard);
          }
          await store.close();
        },
      ),
      { numRuns: runs, verbose: 1 },
    );
  },
);
