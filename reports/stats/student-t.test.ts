import { expect, test } from 'vitest';
import { criticalT, twoSidedT } from './student-t.ts';

test.each([
  [1, 0.05, 12.706],
  [2, 0.05, 4.303],
  [5, 0.05, 2.571],
  [8, 0.01, 3.355],
  [10, 0.05, 2.228],
  [30, 0.001, 3.646],
  [1000, 0.05, 1.962],
])('with %d degrees of freedom, p %d is beyond the %d of the tables', (df, p, critical) => {
  expect(criticalT(p, df)).toBeCloseTo(critical, 3);
  expect(twoSidedT(critical, df)).toBeCloseTo(p, 4);
  expect(twoSidedT(-critical, df)).toBeCloseTo(p, 4);
});

test('no distance at all is no surprise', () => {
  expect(twoSidedT(0, 4)).toBe(1);
});
