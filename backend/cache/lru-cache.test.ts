import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LruCache } from './index.ts';

const cacheOf = (capacity = 3, ttlMs = 100) => new LruCache<string>({ name: 'test', capacity, ttlMs });
const value = (text: string) => async () => text;

/** A load whose end the test decides. */
function pending<V>() {
  const { promise, resolve, reject } = Promise.withResolvers<V>();
  return { load: () => promise, resolve, reject };
}

describe('LruCache', () => {
  test('keeps an entry until its time is over', async () => {
    const cache = cacheOf();
    expect(await cache.get(0, 'k', value('old'))).toEqual({ value: 'old', cache: 'miss' });
    expect(await cache.get(99, 'k', value('new'))).toEqual({ value: 'old', cache: 'hit' });
    expect(await cache.get(100, 'k', value('new'))).toEqual({ value: 'new', cache: 'miss' });
    expect(cache.stats()).toEqual({ name: 'test', hits: 1, misses: 2, entries: 1, weight: 1 });
  });

  test('the least recently used entry leaves first', async () => {
    const cache = cacheOf(2);
    for (const key of ['a', 'b', 'a', 'c']) await cache.get(0, key, value(key));
    expect((await cache.get(0, 'a', value('again'))).cache).toBe('hit');
    expect((await cache.get(0, 'b', value('again'))).cache).toBe('miss');
  });

  test('weights bound the whole, and one that is heavier than everything is not kept', async () => {
    const cache = new LruCache<string>({ name: 'w', capacity: 10, ttlMs: 1, weigh: (text) => text.length });
    await cache.get(0, 'a', value('123456'));
    await cache.get(0, 'b', value('12345'));
    expect(cache.stats()).toMatchObject({ entries: 1, weight: 5 });
    await cache.get(0, 'c', value('12345678901'));
    expect(cache.stats()).toMatchObject({ entries: 1, weight: 5 });
  });

  test('callers at the same time share one read', async () => {
    const cache = cacheOf();
    const { load, resolve } = pending<string>();
    const answers = [1, 2, 3].map(() => cache.get(0, 'k', load));
    resolve('v');
    expect((await Promise.all(answers)).map((answer) => answer.cache)).toEqual(['miss', 'hit', 'hit']);
  });

  test('a failed read fails those who wait and is not kept', async () => {
    const cache = cacheOf();
    const { load, reject } = pending<string>();
    const answers = Promise.allSettled([cache.get(0, 'k', load), cache.get(0, 'k', load)]);
    reject(new Error('down'));
    expect((await answers).map((answer) => answer.status)).toEqual(['rejected', 'rejected']);
    expect(await cache.get(0, 'k', value('up'))).toEqual({ value: 'up', cache: 'miss' });
  });

  test.each(['delete', 'clear'] as const)('%s during a read: its result is not kept', async (how) => {
    const cache = cacheOf();
    const before = pending<string>();
    const first = cache.get(0, 'k', before.load);
    if (how === 'delete') cache.delete('k');
    else cache.clear();
    const after = cache.get(0, 'k', value('new'));
    before.resolve('old');
    expect(await first).toEqual({ value: 'old', cache: 'miss' });
    expect(await after).toEqual({ value: 'new', cache: 'miss' });
    expect(await cache.get(0, 'k', value('newer'))).toEqual({ value: 'new', cache: 'hit' });
  });
});

describe('offer', () => {
  test('adds what is not there', async () => {
    const cache = cacheOf();
    await cache.get(0, 'a', value('own'));
    cache.offer(0, 'a', 'offered', cache.generation);
    cache.offer(0, 'b', 'offered', cache.generation);
    expect(await cache.get(0, 'a', value('x'))).toEqual({ value: 'own', cache: 'hit' });
    expect(await cache.get(0, 'b', value('x'))).toEqual({ value: 'offered', cache: 'hit' });
    cache.offer(100, 'a', 'renewed', cache.generation);
    expect(await cache.get(100, 'a', value('x'))).toEqual({ value: 'renewed', cache: 'hit' });
  });

  test('adds nothing that may be older than a deletion, nor while the key is being read', async () => {
    const cache = cacheOf();
    const { generation } = cache;
    cache.delete('other');
    cache.offer(0, 'a', 'old', generation);
    const { load, resolve } = pending<string>();
    const read = cache.get(0, 'b', load);
    cache.offer(0, 'b', 'offered', cache.generation);
    resolve('read');
    expect(await read).toEqual({ value: 'read', cache: 'miss' });
    expect(await cache.get(0, 'a', value('new'))).toEqual({ value: 'new', cache: 'miss' });
    expect(await cache.get(0, 'b', value('x'))).toEqual({ value: 'read', cache: 'hit' });
  });
});

test('behaves as a list of the latest keys, whatever is asked', async () => {
  const step = fc.record({ key: fc.constantFrom(...'abcdef'), after: fc.nat(40), drop: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step), fc.integer({ min: 1, max: 4 }), async (steps, capacity) => {
      const cache = cacheOf(capacity);
      let model: { key: string; at: number }[] = [];
      let now = 0;
      for (const { key, after, drop } of steps) {
        now += after;
        const known = model.find((entry) => entry.key === key);
        const expected = known && known.at + 100 > now ? 'hit' : 'miss';
        expect((await cache.get(now, key, value(key))).cache).toBe(expected);
        const at = expected === 'hit' && known ? known.at : now;
        model = [...model.filter((entry) => entry.key !== key), { key, at }].slice(-capacity);
        if (drop) {
          cache.delete(key);
          model = model.filter((entry) => entry.key !== key);
        }
        expect(cache.stats().entries).toBe(model.length);
      }
    }),
  );
});
