import { expect, test } from 'vitest';
import { EXIT } from '../../lib/results/index.ts';
import type { CliError } from '../errors.ts';
import type { Errand } from './identity.ts';
import { operatorFromEnv } from './index.ts';
import { idToken } from './testing/stand-in.ts';

const HOUR = 3_600_000;
const now = Math.floor(Date.now() / 1_000) * 1_000;
const admin = { admin: true };
const root = { superAdmin: true };
const short: Errand = { needs: 'admin', lastsMs: 60_000, project: 'example-staging' };
const long: Errand = { ...short, lastsMs: 40 * 60_000 };

const check = async (token: string, errand = short): Promise<CliError | null> => {
  const operator = operatorFromEnv({ LOADGATE_OPERATOR_ID_TOKEN: token });
  return (operator ?? expect.fail('no operator')).check(errand).then(
    () => null,
    (error) => error as CliError,
  );
};

test('an ID token of an admin is sent as it is, for as long as it lasts', async () => {
  const token = idToken(admin, now + HOUR);
  expect(await check(token, long)).toBeNull();
  expect(await operatorFromEnv({ LOADGATE_OPERATOR_ID_TOKEN: ` ${token}\n` })?.token()).toBe(token);
  expect(await check(idToken(root, now + HOUR), { ...long, needs: 'superAdmin' })).toBeNull();
  expect(await check(idToken(admin, now + HOUR), { ...short, project: undefined })).toBeNull();
});

test.each<[string, string, Errand, RegExp, RegExp]>([
  ['half a token', 'eyJhbGciOiJub25lIn0.e30', short, /holds no ID token/, /getIdToken\(\)/],
  ['no token at all', 'my password 12345', short, /holds no ID token/, /getIdToken\(\)/],
  ['one that has expired', idToken(admin, now - 5_000), short, /expired at 20/, /LOADGATE_OPERATOR_REFRESH_TOKEN/],
  [
    'one that ends within the run',
    idToken(admin, now + HOUR / 2),
    long,
    /in (30 min|29 min .*): 40 min are needed/,
    /REFRESH/,
  ],
  ['one of an ordinary user', idToken({ vip: true }, now + HOUR), short, /user op has neither the admin/, /setCustom/],
  ['a claim of the wrong type', idToken({ admin: 'true' }, now + HOUR), short, /has neither/, /sign in again/],
  [
    'an admin where a super-admin is needed',
    idToken(admin, now + HOUR),
    { ...short, needs: 'superAdmin' },
    /lacks the superAdmin claim/,
    /superAdmin: true/,
  ],
  [
    'one of another project',
    idToken(admin, now + HOUR, 'example-dev'),
    short,
    /of project "example-dev"; the target is of project "example-staging"/,
    /loadgate\.config\.json/,
  ],
  [
    'a custom token',
    idToken(
      admin,
      now + HOUR,
      'https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit',
    ),
    short,
    /holds a custom token/,
    /sign in with it/,
  ],
])('%s: found out before the load, named, and not quoted', async (_what, token, errand, message, advice) => {
  const error = (await check(token, errand)) ?? expect.fail('was taken');
  expect(error.exitCode).toBe(EXIT.usage);
  expect(error.message).toMatch(/LOADGATE_OPERATOR_ID_TOKEN/);
  expect(error.message).toMatch(message);
  expect(error.advice).toMatch(advice);
  expect(`${error.stack} ${error.advice}`).not.toContain(token);
  expect(`${error.stack} ${error.advice}`).not.toContain(token.split('.')[1] ?? token);
});

test('variables that are missing or make no sense are named, and empty ones name nobody', () => {
  expect(operatorFromEnv({})).toBeNull();
  expect(operatorFromEnv({ LOADGATE_OPERATOR_ID_TOKEN: '', LOADGATE_OPERATOR_REFRESH_TOKEN: ' ' })).toBeNull();
  const refresh = { LOADGATE_OPERATOR_REFRESH_TOKEN: 'a-refresh-token' };
  expect(() => operatorFromEnv(refresh)).toThrow('LOADGATE_FIREBASE_API_KEY is not');
  const at = (url: string) => () =>
    operatorFromEnv({ ...refresh, LOADGATE_FIREBASE_API_KEY: 'k', LOADGATE_SECURE_TOKEN_URL: url });
  for (const url of ['http://tokens.example.com/v1/token', 'ftp://127.0.0.1/', 'tokens.example.com'])
    expect(at(url)).toThrow('LOADGATE_SECURE_TOKEN_URL is not an address that a refresh token may be sent to');
  for (const url of [
    'https://tokens.example.com/v1/token',
    'http://127.0.0.1:9099/securetoken.googleapis.com/v1/token',
  ])
    expect(at(url)()?.source).toBe('LOADGATE_OPERATOR_REFRESH_TOKEN');
});
