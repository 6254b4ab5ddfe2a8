import { expect, test } from 'vitest';
import { causeOf } from './cause-of.ts';

const refused = new Error('k6 ended with code 108');
const death = new Error('the backend ended with SIGKILL');

test('a backend whose death is heard of after its victims is the cause', async () => {
  const died = new Promise<never>((_, reject) => setImmediate(reject, death));
  expect(await causeOf(refused, died)).toBe(death);
});

test('a backend that lives is not', async () => {
  expect(await causeOf(refused, new Promise<never>(() => {}))).toBe(refused);
});
