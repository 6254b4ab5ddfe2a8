import { expect, test } from 'vitest';
import { boardWith, requestOf } from '../testing/faults.ts';

test('lets the work be done and loses its answer', () => {
  const board = boardWith({ fault: 'lost-answer' });
  expect(board.requestEffects(requestOf(1))).toEqual([{ type: 'lose-answer' }]);
  board.revert(board.id);
  expect(board.requestEffects(requestOf(1))).toEqual([]);
});
