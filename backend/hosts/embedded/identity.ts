import { createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Claims, type Hmac, signToken, verifyToken } from '../../../lib/auth/index.ts';
import { hasCode } from '../../../lib/wire/index.ts';
import type { Clock } from '../../ports/index.ts';

export interface IdentityDeps {
  readonly tokenSecret: string;
  readonly clock: Clock;
}

/** How long a renewed token is good, as Firebase's. */
const TOKEN_SECONDS = 3_600;
const BODY_LIMIT_BYTES = 16 * 1024;

/**
 * The part of Firebase's Identity Toolkit that the official client needs to sign in with a custom token and to stay signed in, so that an app
 * works against this host with `connectAuthEmulator` and nothing else changed. A custom token is one of the host's own bearer tokens:
 * whoever cannot sign one gets nothing here.
 */
export function mountIdentity(server: FastifyInstance, { tokenSecret, clock }: IdentityDeps): void {
  const hmac: Hmac = (message) => createHmac('sha256', tokenSecret).update(message).digest('base64url');
  const toolkit = '/identitytoolkit.googleapis.com/v1/accounts';
  const options = { bodyLimit: BODY_LIMIT_BYTES };

  server.post(`${toolkit}::signInWithCustomToken`, options, async (request, reply) => {
    const token = textIn(request.body, 'token');
    const claims = claimsOf(token);
    if (!claims) return refuse(reply, 'INVALID_CUSTOM_TOKEN');
    const expiresIn = String(claims.exp - Math.floor(clock.now() / 1000));
    return { idToken: token, refreshToken: token, expiresIn, isNewUser: false };
  });

  server.post(`${toolkit}::lookup`, options, async (request, reply) => {
    const claims = claimsOf(textIn(request.body, 'idToken'));
    if (!claims) return refuse(reply, 'INVALID_ID_TOKEN');
    const { sub, iat, exp: _exp, ...attributes } = claims;
    const customAttributes = JSON.stringify(attributes);
    return { users: [{ localId: sub, customAttributes, lastLoginAt: String(iat * 1000), providerUserInfo: [] }] };
  });

  server.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(body as string))),
    );
    scope.post('/securetoken.googleapis.com/v1/token', options, async (request, reply) => {
      const claims = claimsOf(textIn(request.body, 'refresh_token'));
      if (!claims) return refuse(reply, 'INVALID_REFRESH_TOKEN');
      const iat = Math.floor(clock.now() / 1000);
      const token = signToken({ ...claims, iat, exp: iat + TOKEN_SECONDS }, hmac);
      return {
        ...{ id_token: token, access_token: token, refresh_token: token, user_id: claims.sub },
        ...{ expires_in: String(TOKEN_SECONDS), token_type: 'Bearer' },
      };
    });
  });

  function claimsOf(token: string): Claims | null {
    try {
      return verifyToken(token, hmac, clock.now());
    } catch (error) {
      if (hasCode(error, 'unauthenticated')) return null;
      throw error;
    }
  }
}

function textIn(body: unknown, field: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, field) : undefined;
  return typeof value === 'string' ? value : '';
}

/** In the form of Google's APIs, which the client turns into `auth/…` codes. */
const refuse = (reply: FastifyReply, message: string): FastifyReply =>
  reply.status(400).send({ error: { code: 400, message, errors: [{ message, reason: 'invalid' }] } });
