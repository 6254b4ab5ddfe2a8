import { afterAll, beforeAll, expect, test } from 'vitest';
import { MemoryStore } from '../../store/index.ts';
import { startIdentityServer } from '../testing/identity-server.ts';
import { startHost } from './host.ts';
import { systemClock } from './system-ports.ts';
import { tokenOf } from './testing.ts';

let server: Awaited<ReturnType<typeof startIdentityServer>>;
beforeAll(async () => {
  server = await startIdentityServer();
});
afterAll(() => server.close());

const SIGN_IN = 'identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken';

async function post(path: string, body: string, type = 'application/json', url = server.url) {
  const response = await fetch(`${url}/${path}?key=any`, { method: 'POST', body, headers: { 'content-type': type } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const renew = (token: string) =>
  post(
    'securetoken.googleapis.com/v1/token',
    new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }).toString(),
    'application/x-www-form-urlencoded',
  );

const past = Math.floor(Date.now() / 1000) - 10;
const BAD = [
  ['none', ''],
  ['one of another secret', tokenOf('u1', { admin: true }, 'guess')],
  ['an expired one', tokenOf('u1', { iat: past - 60, exp: past })],
] as const;

test.each(BAD)('as a custom token, %s signs nobody in', async (_what, token) => {
  const answer = await post(SIGN_IN, JSON.stringify({ token, returnSecureToken: true }));
  expect(answer).toMatchObject({ status: 400, body: { error: { message: 'INVALID_CUSTOM_TOKEN' } } });
});

test.each(BAD)('%s is not renewed', async (_what, token) => {
  expect(await renew(token)).toMatchObject({ status: 400, body: { error: { message: 'INVALID_REFRESH_TOKEN' } } });
});

test('a token that is good is renewed for an hour, for the same user with the same claims', async () => {
  const token = tokenOf('u1', { exp: Math.floor(Date.now() / 1000) + 5, vip: true });
  const { status, body } = await renew(token);
  expect({ status, user: body.user_id, seconds: body.expires_in }).toEqual({
    status: 200,
    user: 'u1',
    seconds: '3600',
  });
  const lookup = await post(
    'identitytoolkit.googleapis.com/v1/accounts:lookup',
    JSON.stringify({ idToken: body.id_token }),
  );
  expect(lookup.body.users).toMatchObject([{ localId: 'u1', customAttributes: '{"vip":true}' }]);
});

test('a host that other machines may reach signs nobody in and renews nothing', async () => {
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const store = new MemoryStore(systemClock);
  // An address of this machine that is not one of those for development.
  const host = await startHost({
    ...{ store, clock: systemClock, log: quiet, port: 0, modules: [], bind: '127.0.0.2', tokenSecret: 'a secret' },
  });
  try {
    const token = tokenOf('u1', {}, 'a secret');
    // It is taken for an operation that lacks its data.
    const answer = await post(SIGN_IN, JSON.stringify({ token }), 'application/json', host.url);
    expect(answer).toMatchObject({ status: 400, body: { error: { status: 'INVALID_ARGUMENT' } } });
  } finally {
    await host.stop();
  }
});
