import { expect, test } from 'vitest';
import { fromMilliunits, fromMoney } from './money.ts';

test.each([
  [19_990, 'USD', 1999],
  [2_490, 'usd', 249],
  [1_500_000, 'JPY', 1500],
  [1_234, 'BHD', 1234],
  [19_995, 'USD', 1999.5],
])('%i milliunits of %s are %f in the minor unit', (price, currency, minor) => {
  expect(fromMilliunits(price, currency)).toBe(minor);
});

test.each([
  [{ units: '19', nanos: 990_000_000 }, 'USD', 1999],
  [{ units: '0', nanos: 10_000_000 }, 'USD', 1],
  [{ units: '1500', nanos: 0 }, 'JPY', 1500],
])('%j %s is %i in the minor unit', (money, currency, minor) => {
  expect(fromMoney(money, currency)).toBe(minor);
});
