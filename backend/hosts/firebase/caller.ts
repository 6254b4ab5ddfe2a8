import type { DecodedIdToken } from 'firebase-admin/auth';
import type { Caller, RequestOrigin } from '../../operations/index.ts';

const FLAGS = ['vip', 'royal', 'creator', 'verified'] as const;
const TEXTS = ['country', 'platform', 'tenant'] as const;

/** Who a verified ID token speaks for: its custom claims, where they have the right type. A super-admin may do what an admin may. */
export function callerOfToken(token: Pick<DecodedIdToken, 'uid'> & Readonly<Record<string, unknown>>): Caller {
  const superAdmin = token.superAdmin === true;
  return {
    uid: token.uid,
    admin: token.admin === true || superAdmin,
    superAdmin,
    ...pick(token, FLAGS, 'boolean'),
    ...pick(token, TEXTS, 'string'),
  };
}

function pick(token: Readonly<Record<string, unknown>>, names: readonly string[], type: 'boolean' | 'string') {
  return Object.fromEntries(names.filter((name) => typeof token[name] === type).map((name) => [name, token[name]]));
}

interface IncomingRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** The last entry of `x-forwarded-for` is the one that Google's front end wrote; those before it are whatever the client claims. */
export function originOf({ headers, socket }: IncomingRequest): RequestOrigin {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().at(-1)?.split(',').at(-1)?.trim();
  const userAgent = [headers['user-agent'] ?? ''].flat()[0] ?? '';
  return { ip: forwarded || (socket.remoteAddress ?? ''), userAgent };
}
