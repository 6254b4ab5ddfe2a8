import { expect, test } from 'vitest';
import { ALL, boardWith, requestOf } from '../testing/faults.ts';

test('adds its time and a jitter that spreads over the whole range', () => {
  const board = boardWith({ fault: 'latency', params: { ms: 100, jitterMs: 50 } });
  const delays = ALL.map((n) => {
    const [effect] = board.requestEffects(requestOf(n));
    return effect?.type === 'delay' ? effect.ms : 0;
  });
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(100);
  expect(Math.max(...delays)).toBeLessThan(150);
  expect(new Set(delays).size).toBe(50);
});

test('adds up with another one, and is followed by what decides the answer', () => {
  const board = boardWith({ fault: 'latency', params: { ms: 100 } });
  board.apply({ fault: 'latency', params: { ms: 7 } });
  board.apply({ fault: 'error-code' });
  board.apply({ fault: 'outage' });
  expect(board.requestEffects(requestOf(1))).toEqual([
    { type: 'delay', ms: 100 },
    { type: 'delay', ms: 7 },
    { type: 'status', status: 503 },
  ]);
});
