import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EXIT } from '../lib/results/index.ts';

it('are documented in one table, each with its meaning and what to do', () => {
  const text = readFileSync(join(import.meta.dirname, '..', 'docs', 'exit-codes.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\d+) \| `(\w+)` \| (.+) \| (.+) \|$/gm)];
  expect(Object.fromEntries(rows.map(([, code, name]) => [name, Number(code)]))).toEqual(EXIT);
});
