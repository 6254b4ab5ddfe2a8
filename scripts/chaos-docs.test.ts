import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOCUMENT, withTables } from './chaos-docs.ts';
import { ROOT } from './setup/places.mjs';

test('the tables of faults and experiments in docs/chaos.md are those of the code', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const example = readFileSync(join(ROOT, 'chaos', 'faults', 'country-off.ts'), 'utf8');
  expect(text).toContain(example);
  expect(text, 'run: node scripts/chaos-docs.ts').toBe(withTables(text));
});
