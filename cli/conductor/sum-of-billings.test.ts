import { expect, test } from 'vitest';
import { sumOfBillings } from './sum-of-billings.ts';

test('adds up what each process counted, by feature and operation', () => {
  const row = { feature: 'chat', operation: 'sendChatMessage', reads: 3, writes: 2, deletes: 1 };
  const swipe = { feature: 'swipe', operation: 'swipe', reads: 1, writes: 1, deletes: 0 };
  const sum = sumOfBillings([
    { schemaVersion: 1, rows: [row, swipe], process: { cpuSeconds: 2, storedBytes: 10 } },
    { schemaVersion: 1, rows: [row], process: { cpuSeconds: 1, storedBytes: 30 } },
  ]);
  expect(sum).toEqual({
    schemaVersion: 1,
    rows: [{ ...row, reads: 6, writes: 4, deletes: 2 }, swipe],
    process: { cpuSeconds: 3, storedBytes: 30 },
  });
});
