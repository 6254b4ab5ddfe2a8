import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';
import { type Claims, type Hmac, signToken, verifyToken } from './index.ts';

const hmacWith =
  (secret: string): Hmac =>
  (message) =>
    createHmac('sha256', secret).update(message).digest('base64url');
const hmac = hmacWith('a secret');
const claims: Claims = { sub: 'u7', iat: 1000, exp: 4600, admin: true, country: 'RW', vip: false };
const code = (token: string, key = hmac, now = 2_000_000) => {
  try {
    verifyToken(token, key, now);
    return 'accepted';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

test('a signed token gives its claims back', () => {
  expect(verifyToken(signToken(claims, hmac), hmac, 2_000_000)).toEqual(claims);
});

test('header and payload are what any JWT library reads', () => {
  const [header, payload] = signToken(claims, hmac).split('.');
  expect(Buffer.from(header ?? '', 'base64url').toString()).toBe('{"alg":"HS256","typ":"JWT"}');
  expect(JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())).toEqual(claims);
});

test('an expired, forged, unsigned or malformed token is unauthenticated', () => {
  const token = signToken(claims, hmac);
  const [header, payload, signature] = token.split('.');
  const other = encodeBase64Url(JSON.stringify({ ...claims, superAdmin: true }));
  expect(code(token, hmac, 4_600_000)).toBe('unauthenticated');
  expect(code(token, hmac, 4_599_999)).toBe('accepted');
  expect(code(token, hmacWith('another'))).toBe('unauthenticated');
  expect(code(`${header}.${other}.${signature}`)).toBe('unauthenticated');
  expect(code(`${header}.${payload}.`)).toBe('unauthenticated');
  const none = encodeBase64Url('{"alg":"none"}');
  expect(code(`${none}.${payload}.${hmac(`${none}.${payload}`)}`)).toBe('unauthenticated');
  for (const junk of ['', 'x', 'a.b.c', `${token}.more`, '...', 'é.é.é']) expect(code(junk)).toBe('unauthenticated');
});

test('claims of the wrong type are refused even when signed', () => {
  const bad = (extra: object) => signToken({ ...claims, ...extra } as Claims, hmac);
  expect(code(bad({ sub: '' }))).toBe('unauthenticated');
  expect(code(bad({ exp: 'later' }))).toBe('unauthenticated');
  expect(code(bad({ admin: 'yes' }))).toBe('unauthenticated');
  expect(code(bad({ country: 5 }))).toBe('unauthenticated');
});

test("base64url agrees with Node's for any text and decodes to it", () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(encodeBase64Url(text)).toBe(Buffer.from(text).toString('base64url'));
      expect(decodeBase64Url(encodeBase64Url(text))).toBe(text);
    }),
  );
});

test('what is not base64url of UTF-8 decodes to null', () => {
  for (const junk of ['a', 'a=', 'a+b/', '_w']) expect(decodeBase64Url(junk)).toBeNull();
});
