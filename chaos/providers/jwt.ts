import { type KeyObject, sign, verify } from 'node:crypto';

type Claims = Readonly<Record<string, unknown>>;

const DIGEST = { ES256: { dsaEncoding: 'ieee-p1363' as const }, RS256: {} };
export type Algorithm = keyof typeof DIGEST;

const encoded = (value: Claims): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A compact JWS (RFC 7515): Apple's signed data with an `x5c` header, Google's tokens with a `kid`. */
export function signJws(algorithm: Algorithm, key: KeyObject, header: Claims, payload: Claims): string {
  const content = `${encoded({ alg: algorithm, ...header })}.${encoded(payload)}`;
  const signature = sign('sha256', Buffer.from(content), { key, ...DIGEST[algorithm] });
  return `${content}.${signature.toString('base64url')}`;
}

/** The claims of a token that this key has signed and that has not expired; null for every other text. */
export function verifiedClaims(token: string, algorithm: Algorithm, key: KeyObject, nowMs: number): Claims | null {
  const [header, payload, signature, more] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || more !== undefined) return null;
  const told = decoded(header);
  const claims = decoded(payload);
  if (told?.alg !== algorithm || claims === null || typeof claims.exp !== 'number') return null;
  const content = Buffer.from(`${header}.${payload}`);
  const valid = verify('sha256', content, { key, ...DIGEST[algorithm] }, Buffer.from(signature, 'base64url'));
  return valid && claims.exp * 1000 > nowMs ? claims : null;
}

function decoded(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
