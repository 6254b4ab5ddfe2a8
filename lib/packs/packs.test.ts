import { expect, test } from 'vitest';
import { packById, packByProduct, TOKEN_PACKS } from './index.ts';

test('the pack of the source document costs 19.99 for 1,000 tokens', () => {
  expect(packById('tokens-1000')).toMatchObject({ tokens: 1000, amount: 1999, currency: 'usd' });
});

test('ids are unique, and a larger pack is cheaper per token', () => {
  const perToken = TOKEN_PACKS.map(({ tokens, amount }) => amount / tokens);
  expect(perToken).toEqual(perToken.toSorted((a, b) => b - a));
  for (const pack of TOKEN_PACKS) {
    expect(packById(pack.packId)).toBe(pack);
    expect(packByProduct(pack.productId)).toBe(pack);
    expect(pack.amount / pack.tokens / 1.999).toBeGreaterThan(0.75);
    expect(pack.amount / pack.tokens / 1.999).toBeLessThan(1.25);
  }
});
