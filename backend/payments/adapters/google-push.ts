import type { JWTVerifyGetKey } from 'jose';
import { OperationError } from '../../../lib/wire/index.ts';
import type { Clock } from '../../ports/index.ts';
import type { GoogleConfig } from '../config.ts';

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];

/**
 * Checks that a push comes from the configured Pub/Sub subscription: its bearer token is signed by Google, for our address, in the name of
 * the subscription's service account.
 * @throws OperationError `permission-denied` for a forgery, `unavailable` when Google's keys cannot be had
 */
export function pushVerifier(config: GoogleConfig, clock: Clock): (authorization: string | undefined) => Promise<void> {
  let keys: JWTVerifyGetKey | undefined;
  return async (authorization) => {
    const { createRemoteJWKSet, jwtVerify, errors } = await import('jose');
    keys ??= createRemoteJWKSet(new URL(config.certsUrl), { timeoutDuration: config.timeoutMs });
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw forged('it has no bearer token');
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['RS256'],
        audience: config.pushAudience,
        issuer: ISSUERS,
        requiredClaims: ['exp', 'email'],
        currentDate: new Date(clock.now()),
      });
      if (payload.email !== config.pushEmail || payload.email_verified !== true)
        throw forged('it is of another account');
    } catch (error) {
      if (error instanceof OperationError) throw error;
      const ours = error instanceof errors.JOSEError && !UNAVAILABLE.has(error.code);
      throw ours ? forged(error.code) : new OperationError('unavailable', 'the keys of Google could not be fetched');
    }
  };
}

/** Faults of fetching the keys; every other error of the library is about the token. */
const UNAVAILABLE = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);
const forged = (why: string) => new OperationError('permission-denied', `this push is not from Google: ${why}`);
