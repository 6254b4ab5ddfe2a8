import { expect, test } from 'vitest';
import { ALL, boardWith, sampleEvent } from '../testing/faults.ts';

test('makes events of a window arrive in another order, and loses none', () => {
  const board = boardWith({ fault: 'reordered-webhooks', params: { windowMs: 1000 } });
  const arrivals = ALL.slice(0, 50).map((n) => ({ n, at: n + (board.sendsOf(sampleEvent(n))[0]?.delayMs ?? 0) }));
  const order = arrivals.toSorted((a, b) => a.at - b.at).map(({ n }) => n);
  expect(order).not.toEqual(ALL.slice(0, 50));
  expect(order.toSorted((a, b) => a - b)).toEqual(ALL.slice(0, 50));
});
