import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { signJws, verifiedClaims } from './jwt.ts';

const pairs = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
const claims = { iss: 'us', exp: 2000 };

test.each(['ES256', 'RS256'] as const)(
  '%s: what is signed here is verified by jose, and read back',
  async (algorithm) => {
    const { privateKey, publicKey } = pairs[algorithm];
    const token = signJws(algorithm, privateKey, { kid: 'k' }, claims);
    const { payload } = await jwtVerify(token, publicKey, { currentDate: new Date(1000) });
    expect(payload).toEqual(claims);
    expect(verifiedClaims(token, algorithm, publicKey, 1_999_999)).toEqual(claims);
    expect(verifiedClaims(token, algorithm, publicKey, 2_000_000)).toBeNull();
  },
);

test('a token of another key or algorithm, a changed one and nonsense are refused', () => {
  const { privateKey, publicKey } = pairs.ES256;
  const token = signJws('ES256', privateKey, {}, claims);
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  expect(verifiedClaims(token, 'ES256', stranger, 0)).toBeNull();
  expect(verifiedClaims(token, 'RS256', publicKey, 0)).toBeNull();
  const [header, , signature] = token.split('.');
  const changed = Buffer.from('{"iss":"them","exp":9999}').toString('base64url');
  expect(verifiedClaims(`${header}.${changed}.${signature}`, 'ES256', publicKey, 0)).toBeNull();
  for (const nonsense of ['', 'a.b.c', '..', `${token}.x`]) {
    expect(verifiedClaims(nonsense, 'ES256', publicKey, 0)).toBeNull();
  }
});
