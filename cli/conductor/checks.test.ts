import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Check } from '../../lib/results/index.ts';
import { addChecks } from './checks.ts';

const path = mkdtempSync(join(tmpdir(), 'checks-'));
afterAll(() => rmSync(path, { recursive: true }));
const folder = { file: (name: string) => join(path, `${name}.json`) };
const check = (id: string): Check => ({ id, kind: 'steady-state', title: id, status: 'pass' });

test('checks of several participants end up in one file, each id once', () => {
  addChecks(folder, []);
  expect(readdirSync(path)).toEqual([]);
  addChecks(folder, [check('a'), check('b')]);
  addChecks(folder, [check('c')]);
  expect(() => addChecks(folder, [check('d'), check('b')])).toThrow('two checks of the run are named "b"');
  const ids = (JSON.parse(readFileSync(folder.file('checks'), 'utf8')) as Check[]).map(({ id }) => id);
  expect(ids).toEqual(['a', 'b', 'c']);
  expect(readdirSync(path)).toEqual(['checks.json']);
});
