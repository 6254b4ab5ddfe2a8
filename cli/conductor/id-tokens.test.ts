import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tokenOf } from '../../backend/hosts/embedded/testing.ts';
import { buildPlan } from '../../lib/plan/index.ts';
import { checkIdTokens, idTokensFile, usersOf } from './id-tokens.ts';

const folder = mkdtempSync(join(tmpdir(), 'id-tokens-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (content: string) => {
  const path = join(folder, 'tokens.json');
  writeFileSync(path, content);
  return path;
};
const plan = buildPlan({
  ...{ workload: 'smoke', profile: 'smoke', scale: 0.3, seed: 1, runId: 'r', createdAt: new Date(0).toISOString() },
  target: { kind: 'staging', host: 'staging.example.com' },
});
const users = usersOf(plan);
const now = Date.now();
const tokens = (count = users) => Array.from({ length: count }, (_, n) => tokenOf(`u${n}`));
const checked = (all: readonly string[]) => () => checkIdTokens(file(JSON.stringify(all)), plan, now);

test('tokens for all users that outlive the load are taken', () => {
  expect(users).toBeGreaterThan(2);
  const path = file(JSON.stringify(tokens()));
  expect(idTokensFile(path)).toBe(path);
  expect(idTokensFile('')).toBeNull();
  expect(checked(tokens(users + 1))).not.toThrow();
});

test('a file that is none, and tokens that are too few, no tokens or too old, are named and not quoted', () => {
  expect(() => idTokensFile(join(folder, 'absent.json'))).toThrow('LOADGATE_ID_TOKENS: there is no file');
  expect(() => idTokensFile(folder)).toThrow('cannot be read (EISDIR)');
  for (const content of ['', '{}', '[]', '[1]', `["${tokens()[0]}"`])
    expect(() => idTokensFile(file(content))).toThrow(/LOADGATE_ID_TOKENS: \S+ is not a JSON array of texts$/);
  expect(checked(tokens(users - 1))).toThrow(`has ${users - 1} tokens, and the plan ${users} users`);
  expect(checked(tokens().with(1, 'hunter2'))).toThrow(/has for u1 is no ID token$/);
  const at = (exp: number) => tokenOf('u2', { exp: Math.floor(exp / 1_000) });
  expect(checked(tokens().with(2, at(now - 1_000)))).toThrow(/the token of u2 in \S+ has expired/);
  expect(checked(tokens().with(2, at(now + 5_000)))).toThrow(/the token of u2 in \S+ expires in \d s, before the load/);
});
