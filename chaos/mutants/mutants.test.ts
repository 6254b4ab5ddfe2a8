import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { EXIT } from '../../lib/results/index.ts';
import { MUTANTS } from './catalogue/index.ts';
import { hunt } from './hunt.ts';
import { patched } from './patch.ts';
import { mutantsTable } from './table.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

test('there are at least twenty planted defects, each with its own name', () => {
  expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
  expect(MUTANTS.length).toBeGreaterThanOrEqual(20);
});

test.each(MUTANTS.map((mutant) => [mutant.id, mutant] as const))('%s still fits the code', (_id, mutant) => {
  for (const file of new Set(mutant.edits.map((edit) => edit.file))) {
    const source = patched(mutant, file, read(file));
    expect(source).not.toBe(read(file));
    expect(() => stripTypeScriptTypes(source)).not.toThrow();
  }
});

test('a mutant that no longer fits says which it is, where and what it looks for', () => {
  const edits = [{ file: 'a.ts', find: 'one\ntwo', replace: '' }];
  expect(() => patched({ id: 'stale', mistake: '', edits }, 'a.ts', 'three')).toThrow(/stale: a\.ts has 0 times.*one/);
});

test.each([
  ['confirmed-not-credited', 'payment-credited-once'],
  ['match-without-like', 'mutual-likes-match'],
  ['refund-forgotten', 'refund-is-unused-minutes'],
])('the planted defect %s is caught by %s', async (id, check) => {
  const { check: seenBy, message } = await hunt({ id }, { from: 1, limit: 500, seconds: 120 });
  expect(seenBy).toBe(check);
  expect(message).not.toBe('');
});

test('a failing seed replays as the few actions that it takes, told in order', async () => {
  const { schedules } = await hunt({ id: 'wallet-read-outside' }, { from: 1, limit: 500, seconds: 120 });
  const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const replay = [file('../../cli/bin.mjs'), 'simulate', '--replay', String(schedules)];
  const { stdout, status } = spawnSync(process.execPath, ['--import', file('./hook.ts'), ...replay], {
    env: { ...process.env, LOADGATE_MUTANT: 'wallet-read-outside' },
    encoding: 'utf8',
  });
  expect(status).toBe(EXIT.breach);
  expect(stdout).toMatch(/^✗ [a-z-]+: .+\n {2}.*tokens/);
  expect(Number(/shows it: (\d+) actions/.exec(stdout)?.[1])).toBeLessThanOrEqual(6);
  expect(stdout).toMatch(/\n {2}00:\d\d:\d\d\.\d{3} +\d+-\d+ > u\d sendChatMessage messageId=.* → ok/);
  expect(stdout).toContain(`npx loadgate simulate --replay ${schedules}`);
});

test('the page of the docs has a row for each, and counts what was caught', () => {
  const verdicts = new Map(MUTANTS.slice(0, 3).map(({ id }) => [id, { check: 'a', schedules: 1234, message: 'm|n' }]));
  const page = mutantsTable(verdicts);
  expect(page).toContain(`3 of ${MUTANTS.length} are caught`);
  expect(page).toContain('| `a` | 1,234 | m\\|n |');
  expect(page.match(/\*\*not caught\*\*/g)).toHaveLength(MUTANTS.length - 3);
});
