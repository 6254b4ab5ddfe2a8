import { createHmac } from 'node:crypto';
import { type Claims, type Hmac, verifyToken } from '../../../lib/auth/index.ts';
import { OperationError } from '../../../lib/wire/index.ts';
import type { Caller } from '../../operations/index.ts';
import type { Clock } from '../../ports/index.ts';
import { emulatedTokens, isUnsigned } from './emulated-token.ts';

/** Each user of a run sends the same token again and again; beyond this many the oldest are verified anew. */
const REMEMBERED_TOKENS = 20_000;

/** Reads `authorization: Bearer …`. Null without the header; throws `unauthenticated` for a token that is not ours or has expired. */
export type Authenticate = (authorization: string | undefined) => Caller | null;

/** @param emulated project id whose Auth emulator's unsigned ID tokens are taken beside signed ones */
export function authenticator(secret: string, clock: Clock, emulated?: string): Authenticate {
  const hmac: Hmac = (message) => createHmac('sha256', secret).update(message).digest('base64url');
  const ofEmulator = emulated === undefined ? null : emulatedTokens(emulated, clock);
  const remembered = new Map<string, { readonly caller: Caller; readonly expiresAt: number }>();
  return (authorization) => {
    if (authorization === undefined) return null;
    const known = remembered.get(authorization);
    const now = clock.now();
    if (known && now < known.expiresAt) return known.caller;
    if (!authorization.startsWith('Bearer ')) {
      throw new OperationError('unauthenticated', 'send the token as "Authorization: Bearer <token>"');
    }
    const token = authorization.slice('Bearer '.length);
    const claims = ofEmulator && isUnsigned(token) ? ofEmulator(token) : verifyToken(token, hmac, now);
    const caller = callerOf(claims);
    if (remembered.size >= REMEMBERED_TOKENS) remembered.delete(remembered.keys().next().value ?? '');
    remembered.set(authorization, { caller, expiresAt: claims.exp * 1000 });
    return caller;
  };
}

/** The caller that verified claims describe; a super-admin may do what an admin may. */
export function callerOf({ sub, iat: _iat, exp: _exp, admin, superAdmin, ...attributes }: Claims): Caller {
  return { uid: sub, admin: admin === true || superAdmin === true, superAdmin: superAdmin === true, ...attributes };
}
