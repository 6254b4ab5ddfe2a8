import { expect, test } from 'vitest';
import { ALL, boardWith, requestOf } from '../testing/faults.ts';

test('strikes its share of the requests with its status, the same ones in each run', () => {
  const struck = () => {
    const board = boardWith({ fault: 'error-code', fraction: 0.3, params: { status: 429 } });
    return ALL.filter((n) => board.requestEffects(requestOf(n)).length > 0);
  };
  expect(struck().length).toBeGreaterThan(250);
  expect(struck().length).toBeLessThan(350);
  expect(struck()).toEqual(struck());
});

test('may strike one attempt of a request and not the next', () => {
  const board = boardWith({ fault: 'error-code', fraction: 0.5 });
  const attempts = ALL.slice(0, 20).map((ordinal) => board.requestEffects(requestOf(1, ordinal)).length);
  expect(new Set(attempts)).toEqual(new Set([0, 1]));
});

test.each([200, 399, 600, 404.5])('%d is no error status', (status) => {
  expect(() => boardWith({ fault: 'error-code', params: { status } })).toThrow();
});
