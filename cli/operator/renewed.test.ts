import { afterEach, beforeEach, expect, test } from 'vitest';
import { tokenOf } from '../../backend/hosts/embedded/testing.ts';
import { startIdentityServer } from '../../backend/hosts/testing/identity-server.ts';
import { EXIT } from '../../lib/results/index.ts';
import type { CliError } from '../errors.ts';
import { RenewedIdToken } from './renewed.ts';
import { type Asked, idToken, type StandIn, standIn } from './testing/stand-in.ts';

const REFRESH = 'AMf-vBx/secret+refresh=token';
const KEY = 'AIzaSy-a-web-api-key';
const HOUR = 3_600_000;
const MINUTE = 60_000;

let now: number;
let pauses: number[];
const open: StandIn[] = [];
beforeEach(() => {
  now = Date.now();
  pauses = [];
});
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

async function serve(answer: Parameters<typeof standIn>[0]): Promise<StandIn> {
  const server = await standIn(answer);
  open.push(server);
  return server;
}
const identityAt = (url: string) =>
  new RenewedIdToken({
    ...{ url, refreshToken: REFRESH, apiKey: KEY, now: () => now },
    pause: async (ms) => void pauses.push(ms),
  });
const granted = (n: number, claims: object = { admin: true }) =>
  [
    200,
    { id_token: idToken({ ...claims, n }, now + HOUR), refresh_token: `${REFRESH}${n}`, expires_in: '3600' },
  ] as const;
const failing = (status: number, message: string) => [status, { error: { code: status, message } }] as const;
const errorOf = (act: Promise<unknown>): Promise<CliError> =>
  act.then(
    () => expect.fail('was taken'),
    (error) => error as CliError,
  );
const isQuiet = (error: CliError) => {
  for (const secret of [REFRESH, encodeURIComponent(REFRESH), KEY])
    expect(`${error.stack} ${error.advice}`).not.toContain(secret);
};

test('a refresh token is exchanged as Google has it: key in the query, the rest as a form', async () => {
  const { url, asked } = await serve((_asked, n) => granted(n));
  await identityAt(url).check({ needs: 'admin', lastsMs: 24 * HOUR, project: 'example-staging' });
  const [{ path, form }] = asked as [Asked];
  expect(path).toBe(`/v1/token?key=${KEY}`);
  expect(Object.fromEntries(form)).toEqual({ grant_type: 'refresh_token', refresh_token: REFRESH });
});

test('tokens are renewed before they expire, once however many ask, with the refresh token that came last', async () => {
  const { url, asked } = await serve((_asked, n) => granted(n));
  const identity = identityAt(url);
  const first = await Promise.all(Array.from({ length: 20 }, () => identity.token()));
  expect([new Set(first).size, asked.length]).toEqual([1, 1]);
  now += HOUR - 5 * MINUTE - 1;
  expect(await identity.token()).toBe(first[0]);
  now += 1;
  const second = await Promise.all(Array.from({ length: 20 }, () => identity.token()));
  expect([new Set(second).size, asked.length]).toEqual([1, 2]);
  expect(second[0]).not.toBe(first[0]);
  expect(asked[1]?.form.get('refresh_token')).toBe(`${REFRESH}1`);
});

test('a passing failure is tried again, three times in all', async () => {
  const shaky = await serve((_asked, n) => (n < 3 ? failing(503, 'UNAVAILABLE') : granted(n)));
  await identityAt(shaky.url).token();
  expect([shaky.asked.length, pauses.length]).toEqual([3, 2]);
  const down = await serve(() => failing(503, `${REFRESH} ${KEY}`));
  const error = await errorOf(identityAt(down.url).token());
  expect([error.exitCode, down.asked.length]).toEqual([EXIT.missing, 3]);
  expect(error.message).toMatch(/LOADGATE_OPERATOR_REFRESH_TOKEN was not exchanged: 127\.0\.0\.1:\d+ answered 503/);
  isQuiet(error);
});

test.each<[string, number, string, RegExp]>([
  ['an expired one', 400, 'TOKEN_EXPIRED', /sign the operator in again/],
  ['a user who was disabled', 400, 'USER_DISABLED', /sign the operator in again/],
  ['a key that is none', 400, 'API key not valid. Please pass a valid API key.', /LOADGATE_FIREBASE_API_KEY/],
  ['an answer that quotes it all', 400, `INVALID: ${REFRESH} ${encodeURIComponent(REFRESH)} ${KEY}`, /LOADGATE_/],
])('%s is refused at once, with what to do', async (_what, status, said, advice) => {
  const { url, asked } = await serve(() => failing(status, said));
  const error = await errorOf(identityAt(url).check({ needs: 'admin', lastsMs: 0 }));
  expect([error.exitCode, asked.length]).toEqual([EXIT.usage, 1]);
  expect(error.message).toMatch(/LOADGATE_OPERATOR_REFRESH_TOKEN was not exchanged/);
  expect(error.advice).toMatch(advice);
  isQuiet(error);
});

test('who is no admin, no answer, another kind of server and a redirection are found out', async () => {
  const user = await serve((_asked, n) => granted(n, {}));
  expect((await errorOf(identityAt(user.url).token())).message).toMatch(
    /the ID token of LOADGATE_OPERATOR_REFRESH_TOKEN: user op has neither the admin/,
  );
  const page = await serve(() => [200, { hello: 'world' }]);
  expect((await errorOf(identityAt(page.url).token())).advice).toMatch(/LOADGATE_SECURE_TOKEN_URL/);
  const elsewhere = await serve((_asked, n) => granted(n));
  const moved = await serve(() => [307, {}, { location: elsewhere.url }]);
  isQuiet(await errorOf(identityAt(moved.url).token()));
  expect(elsewhere.asked).toEqual([]);
  const gone = await standIn(() => [200, {}]);
  await gone[Symbol.asyncDispose]();
  expect((await errorOf(identityAt(gone.url).token())).message).toMatch(
    /no answer from 127\.0\.0\.1:\d+ \(ECONNREFUSED/,
  );
});

test('while the old token is good, a renewal that fails costs nothing; when it has expired, the operator is told', async () => {
  let isDown = false;
  const { url, asked } = await serve((_asked, n) => (isDown ? failing(500, 'INTERNAL') : granted(n)));
  const identity = identityAt(url);
  const first = await identity.token();
  isDown = true;
  now += 56 * MINUTE;
  expect(await identity.token()).toBe(first);
  const attempts = asked.length;
  now += 1_000;
  expect(await identity.token()).toBe(first);
  expect(asked.length, 'left alone for a while').toBe(attempts);
  now += 5 * MINUTE;
  expect((await errorOf(identity.token())).exitCode).toBe(EXIT.missing);
  isDown = false;
  expect(await identity.token()).not.toBe(first);
});

test('the stand-in of the embedded host speaks the same wire format', async () => {
  const server = await startIdentityServer();
  try {
    const url = `${server.url}/securetoken.googleapis.com/v1/token`;
    const refreshToken = tokenOf('op', { admin: true, superAdmin: true });
    const identity = new RenewedIdToken({ url, refreshToken, apiKey: 'any' });
    await identity.check({ needs: 'superAdmin', lastsMs: 0 });
    expect((await identity.token()).split('.')).toHaveLength(3);
  } finally {
    await server.close();
  }
});
