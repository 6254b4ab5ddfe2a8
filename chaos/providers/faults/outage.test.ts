import { expect, test } from 'vitest';
import { boardWith, requestOf } from '../testing/faults.ts';

test('breaks connections and holds events until it is reverted', () => {
  const board = boardWith({ fault: 'outage', providers: ['stripe'] });
  expect(board.requestEffects(requestOf(1))).toEqual([{ type: 'drop' }]);
  expect(board.requestEffects({ ...requestOf(1), provider: 'apple' })).toEqual([]);
  expect([board.holdsDeliveries('stripe'), board.holdsDeliveries('apple')]).toEqual([true, false]);
  expect(board.revert(board.id)).toBe(true);
  expect(board.requestEffects(requestOf(1))).toEqual([]);
  expect(board.holdsDeliveries('stripe')).toBe(false);
});
