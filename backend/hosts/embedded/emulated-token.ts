import { UnsecuredJWT } from 'jose';
import { z } from 'zod';
import type { Claims } from '../../../lib/auth/index.ts';
import { OperationError } from '../../../lib/wire/index.ts';
import type { Clock } from '../../ports/index.ts';

const flag = z.boolean().optional();
const text = z.string().optional();

/** What `lib/auth` knows as claims: the custom claims of a user are at the top of a Firebase ID token. */
const claims = z.object({
  sub: z.string().min(1),
  iat: z.number(),
  exp: z.number(),
  ...{ admin: flag, superAdmin: flag, vip: flag, royal: flag, creator: flag, verified: flag },
  ...{ country: text, platform: text, tenant: text },
});

/**
 * Reads ID tokens of the Auth emulator. They carry no signature, so anybody can make one: a host takes them only on loopback and only where it was started
 * for that emulator. Issuer, audience and expiry are checked as for real tokens.
 */
export function emulatedTokens(project: string, clock: Clock): (token: string) => Claims {
  const expected = { issuer: `https://securetoken.google.com/${project}`, audience: project };
  return (token) => {
    let payload: unknown;
    try {
      ({ payload } = UnsecuredJWT.decode(token, { ...expected, currentDate: new Date(clock.now()) }));
    } catch (error) {
      throw refused((error as Error).message);
    }
    const read = claims.safeParse(payload);
    if (!read.success) throw refused(`its claim "${read.error.issues[0]?.path.join('.')}" is missing or wrong`);
    // The schema says the same; only `undefined` where there is no claim is more than the type allows.
    return read.data as Claims;
  };
}

const refused = (what: string) => new OperationError('unauthenticated', `the ID token is refused: ${what}`);

/** Whether the token says that it has no signature, as those of the Auth emulator do. */
export const isUnsigned = (token: string): boolean => token.endsWith('.');
