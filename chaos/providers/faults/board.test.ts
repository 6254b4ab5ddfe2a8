import { expect, test } from 'vitest';
import { boardWith, requestOf } from '../testing/faults.ts';
import { FaultBoard } from './board.ts';

test('lists what is in force and how much it has struck; reverting twice is no error', () => {
  const board = boardWith({ fault: 'error-code', providers: ['google'], fraction: 0.5, params: { status: 500 } });
  for (let n = 0; n < 100; n++) board.requestEffects({ ...requestOf(n), provider: 'google' });
  const [listed] = board.list();
  expect(listed).toMatchObject({ fault: 'error-code', providers: ['google'], fraction: 0.5, params: { status: 500 } });
  expect(listed?.struck).toBeGreaterThan(30);
  expect(board.revert(board.id)).toBe(true);
  expect(board.revert(board.id)).toBe(false);
  expect(board.list()).toEqual([]);
});

test('revertAll ends every fault', () => {
  const board = boardWith({ fault: 'outage' });
  board.apply({ fault: 'latency', params: { ms: 5 } });
  board.revertAll();
  expect([board.list(), board.requestEffects(requestOf(1))]).toEqual([[], []]);
});

test.each([
  [{ fault: 'flood' }, 'outage'],
  [{ fault: 'outage', fraction: 0 }, 'above 0'],
  [{ fault: 'outage', fraction: 1.5 }, 'up to 1'],
  [{ fault: 'outage', providers: [] }, 'providers'],
  [{ fault: 'outage', params: { ms: 1 } }, 'ms'],
  [{ fault: 'latency', params: {} }, 'ms'],
  [{ fault: 'outage', forever: true }, 'forever'],
])('%j is refused by name', (input, named) => {
  expect(() => new FaultBoard(1, () => 0).apply(input)).toThrow(named);
});
