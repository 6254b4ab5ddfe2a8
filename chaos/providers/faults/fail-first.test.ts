import { expect, test } from 'vitest';
import { boardWith, requestOf } from '../testing/faults.ts';

test('fails the first attempts of each request, then lets it pass', () => {
  const board = boardWith({ fault: 'fail-first', params: { count: 2, status: 500 } });
  const outcomes = [1, 2, 3, 4].map((ordinal) => board.requestEffects(requestOf(1, ordinal)));
  const failed = [{ type: 'status', status: 500 }];
  expect(outcomes).toEqual([failed, failed, [], []]);
  expect(board.requestEffects(requestOf(2))).toEqual(failed);
});

test('counts from its own start, not from the first request ever', () => {
  const board = boardWith({ fault: 'fail-first', params: { count: 1 } });
  expect(board.requestEffects(requestOf(1, 17))).toHaveLength(1);
  expect(board.requestEffects(requestOf(1, 18))).toHaveLength(0);
});
