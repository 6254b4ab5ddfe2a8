import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, exportPKCS8, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../../ports/index.ts';
import { refusalOf } from '../../testing/index.ts';
import { readPaymentsConfig } from '../config.ts';
import { pushVerifier } from './google-push.ts';

const NOW = Date.UTC(2026, 0, 5, 12);
const clock = new ManualClock(NOW);
const claims = {
  iss: 'https://accounts.google.com',
  aud: 'our-webhooks',
  email: 'push@example.iam.gserviceaccount.com',
  email_verified: true,
  iat: NOW / 1000,
  exp: NOW / 1000 + 3600,
};
let googles: CryptoKey;
let strangers: CryptoKey;
let verify: ReturnType<typeof pushVerifier>;
let verifyWithoutKeys: ReturnType<typeof pushVerifier>;
const server = createServer();

beforeAll(async () => {
  const [google, stranger] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }),
    generateKeyPair('RS256', { extractable: true }),
  ]);
  [googles, strangers] = [google.privateKey, stranger.privateKey];
  const jwk = { ...(await exportJWK(google.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  server.on('request', (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const privateKey = await exportPKCS8(stranger.privateKey);
  const configured = (certsUrl: string) => {
    const { google: config } = readPaymentsConfig({
      google: {
        packageName: 'p',
        serviceAccount: { email: 'e', privateKey },
        pushAudience: claims.aud,
        pushEmail: claims.email,
        certsUrl,
      },
    });
    if (!config) throw new Error('no configuration');
    return pushVerifier(config, clock);
  };
  verify = configured(url);
  verifyWithoutKeys = configured('http://127.0.0.1:1');
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const token = (payload: JWTPayload, key = googles, kid = 'k1') =>
  new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign(key);

test('a push of our subscription is accepted', async () => {
  await expect(verify(`Bearer ${await token(claims)}`)).resolves.toBeUndefined();
});

test.each<[string, object]>([
  ['for another audience', { aud: 'theirs' }],
  ['of another account', { email: 'someone@example.com' }],
  ['of an account that is not verified', { email_verified: false }],
  ['of another issuer', { iss: 'https://evil.example' }],
  ['that has expired', { exp: NOW / 1000 - 1 }],
  ['without an end', { exp: undefined }],
])('a token %s is refused', async (_what, over) => {
  const bearer = `Bearer ${await token({ ...claims, ...over } as JWTPayload)}`;
  expect(await refusalOf(verify(bearer))).toMatchObject({ code: 'permission-denied' });
});

test('a token signed by someone else, for an unknown key, unsigned or missing is refused', async () => {
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await token(claims)).split('.')[1]}.`;
  const others = [await token(claims, strangers), await token(claims, googles, 'k2'), unsigned, 'nonsense'];
  for (const one of others) {
    expect(await refusalOf(verify(`Bearer ${one}`))).toMatchObject({ code: 'permission-denied' });
  }
  expect(await refusalOf(verify(undefined))).toMatchObject({ code: 'permission-denied' });
});

test('when Google’s keys cannot be had, the push is to come again', async () => {
  expect(await refusalOf(verifyWithoutKeys(`Bearer ${await token(claims)}`))).toMatchObject({ code: 'unavailable' });
});
