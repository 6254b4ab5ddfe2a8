import { OperationError } from '../wire/index.ts';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';

/** What a bearer token says of its holder. Times are Unix seconds, as in RFC 7519. */
export interface Claims {
  /** The user's id. */
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
  readonly admin?: boolean;
  readonly superAdmin?: boolean;
  readonly country?: string;
  readonly platform?: string;
  readonly tenant?: string;
  readonly vip?: boolean;
  readonly royal?: boolean;
  readonly creator?: boolean;
  /** Identity verified: some countries ask for it before video. */
  readonly verified?: boolean;
}

/**
 * HMAC-SHA256 of an ASCII message under the host's secret, as unpadded base64url. Injected, so that k6
 * (`crypto.hmac('sha256', secret, message, 'base64rawurl')`) and Node (`createHmac`) make the same tokens.
 */
export type Hmac = (message: string) => string;

const HEADER = encodeBase64Url('{"alg":"HS256","typ":"JWT"}');
const FLAGS = ['admin', 'superAdmin', 'vip', 'royal', 'creator', 'verified'] as const;
const TEXTS = ['country', 'platform', 'tenant'] as const;

/**
 * A JWT (HS256) that {@link verifyToken} accepts under the same secret. `encode` replaces the base64url encoder where the runtime has a native
 * one: in k6 it makes a token in a fortieth of the time.
 */
export function signToken(claims: Claims, hmac: Hmac, encode: (text: string) => string = encodeBase64Url): string {
  const signed = `${HEADER}.${encode(JSON.stringify(claims))}`;
  return `${signed}.${hmac(signed)}`;
}

/**
 * The claims of a token that is well-formed, signed with HS256 under this secret and not yet expired.
 * @param nowMs Unix milliseconds
 * @throws OperationError `unauthenticated`, without saying more than the kind of fault
 */
export function verifyToken(token: string, hmac: Hmac, nowMs: number): Claims {
  const [header, payload, signature, ...rest] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    throw refused('the bearer token is no JWT of three parts');
  }
  if (parseObject(header)?.alg !== 'HS256') throw refused('the bearer token is not signed with HS256');
  if (!sameText(hmac(`${header}.${payload}`), signature)) throw refused('the signature of the bearer token is wrong');
  const claims = parseObject(payload);
  if (!isClaims(claims)) throw refused('the bearer token lacks valid claims: sub, iat and exp are needed');
  if (claims.exp * 1000 <= nowMs) throw refused('the bearer token has expired');
  return claims;
}

const refused = (message: string) => new OperationError('unauthenticated', message);

function parseObject(encoded: string): Readonly<Record<string, unknown>> | null {
  const text = decodeBase64Url(encoded);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isClaims(
  value: Readonly<Record<string, unknown>> | null,
): value is Readonly<Record<string, unknown>> & Claims {
  return (
    value !== null &&
    typeof value.sub === 'string' &&
    value.sub !== '' &&
    Number.isFinite(value.iat) &&
    Number.isFinite(value.exp) &&
    FLAGS.every((flag) => value[flag] === undefined || typeof value[flag] === 'boolean') &&
    TEXTS.every((text) => value[text] === undefined || typeof value[text] === 'string')
  );
}

/** Compares in a time that depends on the length alone. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
