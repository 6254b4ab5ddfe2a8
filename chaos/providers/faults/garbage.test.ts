import { expect, test } from 'vitest';
import { ALL, boardWith, requestOf } from '../testing/faults.ts';

test('answers with several kinds of nonsense', () => {
  const board = boardWith({ fault: 'garbage' });
  const bodies = ALL.map((n) => {
    const [effect] = board.requestEffects(requestOf(n));
    return effect?.type === 'garbage' ? effect.body : '';
  });
  expect(new Set(bodies).size).toBe(3);
  expect(bodies).not.toContain('');
});
