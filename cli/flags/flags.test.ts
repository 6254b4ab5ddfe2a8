import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { serveFlags, tokenFor } from '../../backend/flags/testing/served.ts';
import { EXIT } from '../../lib/results/index.ts';
import { main } from '../main.ts';

let served: Awaited<ReturnType<typeof serveFlags>>;
let out: string;
const said: string[] = [];
beforeAll(async () => {
  served = await serveFlags();
  out = mkdtempSync(join(tmpdir(), 'loadgate-flags-'));
  const hear = (...lines: unknown[]) => void said.push(stripVTControlCharacters(lines.join(' ')));
  vi.spyOn(console, 'log').mockImplementation(hear);
  vi.spyOn(console, 'error').mockImplementation(hear);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});
afterAll(async () => {
  vi.restoreAllMocks();
  rmSync(out, { recursive: true });
  await served.host.stop();
});
beforeEach(() => {
  said.length = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Runs one command line; gives its exit code, and everything that it said. */
async function flags(...words: string[]): Promise<{ code: number; text: string }> {
  const [verb = '', ...rest] = words;
  const code = await main(['flags', verb, ...(words.includes('--run') ? [] : ['--url', served.host.url]), ...rest]);
  return { code, text: said.splice(0).join('\n') };
}

test('flags are listed, looked at, changed, killed, rolled back, with their history', async () => {
  expect((await flags('list', '--category', 'chat')).text).toMatch(/chat_paid +on[\s\S]*8 of \d+ flags/);
  expect((await flags('set', 'search', 'canary', '--percentage', '10', 'Testing')).text).toContain(
    'on → canary 10 % (version 1)',
  );
  expect((await flags('get', 'search')).text).toMatch(/canary for 10 % of users[\s\S]*version +1,/);
  expect((await flags('kill', 'search', 'Memory leak')).text).toContain('canary → kill');
  expect((await flags('kill', 'search', 'Memory leak')).text).toContain('search was so already');
  expect((await flags('status')).text).toMatch(/kill +1: search/);
  expect((await flags('rollback', 'search', '--reason', 'fixed')).text).toContain('kill → canary 10 %');
  expect((await flags('canary-status')).text).toMatch(/search +canary_10_percent[\s\S]*hold: .*at least 48 h/);
  const { text } = await flags('history', 'search');
  expect(text).toMatch(/v3 .*rollback.*\nv2 .*kill.*Memory leak\nv1 .*update.*Testing/);
  expect(JSON.parse((await flags('history', 'search', '--json')).text)).toMatchObject({
    faults: [],
    entries: { length: 3 },
  });
});

test('one tenant is treated otherwise, and again like everybody else', async () => {
  const args = ['--tenant', 't1', 'asked for it'];
  expect((await flags('override', 'swipe', 'off', ...args, '--expires', '2h')).text).toContain(
    't1 has it off now (version 1)',
  );
  expect((await flags('get', 'swipe')).text).toMatch(/override +t1: off until 20/);
  expect((await flags('override', 'swipe', 'remove', ...args)).text).toContain('t1 is like everybody else');
});

test.each<[string, string[], number, RegExp]>([
  ['an unknown flag', ['get', 'chat'], EXIT.usage, /did you mean chat_paid/],
  ['no reason', ['kill', 'search'], EXIT.usage, /say why/],
  ['no confirmation of a critical flag', ['kill', 'wallet', 'x'], EXIT.usage, /exact key "wallet"[\s\S]*--confirm/],
  ['a wrong confirmation', ['kill', 'wallet', 'x', '--confirm', 'walet'], EXIT.usage, /exact key "wallet"/],
  ['a percentage of 101', ['set', 'search', 'canary', '--percentage', '101', 'x'], EXIT.usage, /0 to 100/],
  ['an unknown state', ['set', 'search', 'maybe', 'x'], EXIT.usage, /Allowed choices/],
  ['an unknown category', ['list', '--category', 'chta'], EXIT.usage, /Did you mean chat/],
  [
    'an expired token',
    ['kill', 'search', 'x', '--token', tokenFor('op', { admin: true }, true)],
    EXIT.usage,
    /expired/,
  ],
  ['no admin', ['kill', 'search', 'x', '--token', tokenFor('u1')], EXIT.usage, /admin claim/],
  [
    'no run under way',
    ['kill', 'search', 'x', '--run', 'latest', '--out', '/nowhere'],
    EXIT.missing,
    /no run is under way/,
  ],
])('%s: exit code and advice', async (_, words, code, message) => {
  const answer = await flags(...words);
  expect(answer.code).toBe(code);
  expect(answer.text).toMatch(message);
});

test('the operator of the environment is the one of a run: an ID token, or a refresh token that is exchanged for one', async () => {
  vi.stubEnv('LOADGATE_OPERATOR_ID_TOKEN', tokenFor('ada', { admin: true }));
  expect((await flags('kill', 'profile_views', 'by an ID token')).code).toBe(EXIT.pass);
  vi.stubEnv('LOADGATE_OPERATOR_REFRESH_TOKEN', tokenFor('ben', { admin: true }));
  vi.stubEnv('LOADGATE_FIREBASE_API_KEY', 'any');
  vi.stubEnv('LOADGATE_SECURE_TOKEN_URL', `${served.host.url}/securetoken.googleapis.com/v1/token`);
  expect((await flags('rollback', 'profile_views', 'by a refresh token')).code).toBe(EXIT.pass);
  const { text } = await flags('history', 'profile_views');
  expect(text).toMatch(/ben from .*by a refresh token\n.*ada from .*by an ID token/);
});

test.each<[string, string, RegExp]>([
  ['has no admin claim', tokenFor('eve'), /LOADGATE_OPERATOR_ID_TOKEN: user eve has neither the admin/],
  ['has expired', tokenFor('ada', { admin: true }, true), /LOADGATE_OPERATOR_ID_TOKEN expired at/],
  ['is none', 'hunter2', /LOADGATE_OPERATOR_ID_TOKEN holds no ID token/],
])('an operator’s ID token that %s is found out before any request, and not printed', async (_what, token, message) => {
  vi.stubEnv('LOADGATE_OPERATOR_ID_TOKEN', token);
  const { code, text } = await flags('kill', 'search', 'mischief');
  expect([code, text]).toEqual([EXIT.usage, expect.stringMatching(message)]);
  expect(text).not.toContain(token);
});

test('a run whose operator is a Firebase user lends no token: whoever flips its flags is an operator, too', async () => {
  const folder = join(out, 'run-2');
  mkdirSync(folder);
  writeFileSync(join(folder, 'access.json'), JSON.stringify({ url: served.host.url, token: null }));
  const inRun = ['get', 'search', '--run', 'run-2', '--out', out];
  const stranger = await flags(...inRun);
  expect([stranger.code, stranger.text]).toEqual([
    EXIT.usage,
    expect.stringMatching(/is a Firebase user[\s\S]*_REFRESH_TOKEN/),
  ]);
  vi.stubEnv('LOADGATE_OPERATOR_ID_TOKEN', tokenFor('ada', { admin: true }));
  expect((await flags(...inRun)).code).toBe(EXIT.pass);
});

test('a flip in a run is measured and recorded on the run’s time line', async () => {
  const folder = join(out, 'run-1');
  mkdirSync(folder);
  const access = { url: served.host.url, token: tokenFor('loadgate-flags', { admin: true }) };
  writeFileSync(join(folder, 'access.json'), JSON.stringify(access));
  let isOver = false;
  const load = (async () => {
    while (!isOver) await served.request('POST', '/note', tokenFor('u1'), { data: { text: 'x' } });
  })();
  const inRun = ['--run', 'run-1', '--out', out, '--watch', '1'];
  const killed = await flags('kill', 'chat_paid', 'chaos', ...inRun);
  const restored = await flags('rollback', 'chat_paid', 'over', ...inRun);
  isOver = true;
  await load;
  expect(killed.text).toMatch(/Last call accepted [\d.]+ ms after the acknowledgement/);
  expect(restored.text).toMatch(/First call accepted [\d.]+ ms after the acknowledgement/);
  const records = readFileSync(join(folder, 'timeline.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records).toMatchObject([
    {
      kind: 'flag',
      name: 'chat_paid',
      detail: { action: 'kill', to: 'kill', version: 1, reason: 'chaos', acknowledged: true },
    },
    { kind: 'note', detail: { flag: 'chat_paid', action: 'kill', to: 'kill', propagationMs: expect.any(Number) } },
    { kind: 'flag', name: 'chat_paid', detail: { action: 'rollback', to: 'on' } },
    { kind: 'note', detail: { action: 'rollback', to: 'on' } },
  ]);
  expect(records[1].name).toMatch(/^chat_paid kill: last call accepted after \d+ ms$/);
  expect(records[0].at).toBe(records[0].detail.ackAt);
  expect(records[1].detail.propagationMs).toBeLessThan(30_000);
  expect(records[1].detail.refused).toBeGreaterThan(0);
});
