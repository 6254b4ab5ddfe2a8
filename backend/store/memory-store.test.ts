import { expect, test } from 'vitest';
import { ManualClock } from '../ports/index.ts';
import { MemoryStore } from './memory-store.ts';

test('20 parallel increments end at 20', async () => {
  const store = new MemoryStore(new ManualClock(0));
  await store.batch((writer) => writer.create('counters/c', { n: 0 }));
  const add = () =>
    store.transaction(
      async (tx) => {
        const doc = await tx.get<{ n: number }>('counters/c');
        tx.update('counters/c', { n: (doc?.data.n ?? 0) + 1 });
      },
      { maxAttempts: 50 },
    );
  await Promise.all(Array.from({ length: 20 }, add));
  expect((await store.get<{ n: number }>('counters/c'))?.data.n).toBe(20);
});
