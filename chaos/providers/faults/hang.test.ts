import { expect, test } from 'vitest';
import { boardWith, requestOf } from '../testing/faults.ts';

test('keeps requests waiting until it is reverted', async () => {
  const board = boardWith({ fault: 'hang' });
  const [effect] = board.requestEffects(requestOf(1));
  if (effect?.type !== 'hang') throw new Error('does not hang');
  let released = false;
  void effect.released.then(() => {
    released = true;
  });
  await Promise.resolve();
  expect(released).toBe(false);
  board.revert(board.id);
  await effect.released;
  expect(released).toBe(true);
});
