import { expect, test } from 'vitest';
import { ALL, boardWith, sampleEvent } from '../testing/faults.ts';

test('delays events by its time and a jitter', () => {
  const board = boardWith({ fault: 'delayed-webhooks', params: { ms: 1000, jitterMs: 100 } });
  const delays = ALL.flatMap((n) => board.sendsOf(sampleEvent(n)).map(({ delayMs }) => delayMs));
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...delays)).toBeLessThan(1100);
  expect(new Set(delays).size).toBe(100);
});
