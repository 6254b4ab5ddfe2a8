import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkQrCode, signQrCode } from './qr-code.ts';

const claims = { eventId: 'e1', userId: null, nonce: 'n1', expiresAt: 1000 };
const expected = { eventId: 'e1', userId: 'u1', key: 'secret', now: 999 };

describe('a QR code', () => {
  test('gives its claims back to whom it is for', () => {
    expect(checkQrCode(signQrCode(claims, 'secret'), expected)).toEqual({ claims });
    const mine = { ...claims, userId: 'u1' };
    expect(checkQrCode(signQrCode(mine, 'secret'), expected)).toEqual({ claims: mine });
  });

  test.each([
    ['qr-expired', { ...claims, expiresAt: 999 }],
    ['qr-other-event', { ...claims, eventId: 'e2' }],
    ['qr-other-holder', { ...claims, userId: 'u2' }],
  ])('is %s', (failure, other) => {
    expect(checkQrCode(signQrCode(other, 'secret'), expected)).toEqual({ failure });
  });

  test('lives until the millisecond before its end', () => {
    const code = signQrCode(claims, 'secret');
    expect(checkQrCode(code, { ...expected, now: 999 })).toHaveProperty('claims');
    expect(checkQrCode(code, { ...expected, now: 1000 })).toEqual({ failure: 'qr-expired' });
  });

  test.each(['', 'LG1', 'LG2.a.b', 'LG1.a.b.c', 'nonsense', '..'])('"%s" is none', (code) => {
    expect(checkQrCode(code, expected)).toHaveProperty('failure');
  });

  test('under another key, or with any character changed, is forged', () => {
    expect(checkQrCode(signQrCode(claims, 'guess'), expected)).toEqual({ failure: 'qr-forged' });
    const code = signQrCode(claims, 'secret');
    fc.assert(
      fc.property(fc.nat(code.length - 1), fc.constantFrom('A', 'z', '9', '.'), (at, char) => {
        fc.pre(code[at] !== char);
        const changed = code.slice(0, at) + char + code.slice(at + 1);
        const verdict = checkQrCode(changed, expected);
        // The last character of base64url carries unused bits: changing them changes nothing.
        if (!('claims' in verdict)) expect(['qr-forged', 'qr-malformed']).toContain(verdict.failure);
        else expect([at, verdict.claims]).toEqual([code.length - 1, claims]);
      }),
    );
  });
});
