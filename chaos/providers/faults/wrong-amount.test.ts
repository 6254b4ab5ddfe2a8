import { expect, test } from 'vitest';
import { boardWith, samplePayment } from '../testing/faults.ts';

test.each([
  [0.1, 200],
  [1, 2000],
  [10, 19_990],
  [0.000_01, 1],
])('factor %d charges %i for 1999, never what was asked', (factor, charged) => {
  expect(boardWith({ fault: 'wrong-amount', params: { factor } }).charged(samplePayment())).toBe(charged);
});

test('a payment that is not struck is charged as asked', () => {
  const board = boardWith({ fault: 'wrong-amount', fraction: 0.5 });
  const amounts = new Set(Array.from({ length: 20 }, (_, n) => board.charged(samplePayment(n))));
  expect(amounts).toEqual(new Set([1999, 200]));
});
