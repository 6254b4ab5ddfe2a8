import { getAppCheck } from 'firebase-admin/app-check';
import { type Auth, getAuth } from 'firebase-admin/auth';
import { OperationError } from '../../../lib/wire/index.ts';
import type { Caller, Route } from '../../operations/index.ts';
import { callerOfToken } from './caller.ts';

/** Who calls a plain route: what callable functions check by themselves. */
export interface Verifier {
  readonly authenticate: (authorization: string | undefined) => Promise<Caller | null>;
  /** @throws OperationError `unauthenticated` where the route needs a valid App Check token and there is none */
  readonly admit: (route: Route, appCheckToken: string | undefined) => Promise<void>;
}

/** Checks tokens with Firebase Auth and App Check of this project, or their emulators. */
export function firebaseVerifier(needsAppCheck: boolean, auth: () => Pick<Auth, 'verifyIdToken'> = getAuth): Verifier {
  return {
    async authenticate(authorization) {
      if (authorization === undefined) return null;
      const token = /^Bearer (.+)$/i.exec(authorization)?.[1];
      if (token === undefined) throw refused('send the token as "Authorization: Bearer <token>"');
      try {
        return callerOfToken(await auth().verifyIdToken(token));
      } catch {
        throw refused('the bearer token is not a valid ID token of this project');
      }
    },
    async admit({ access, ownAuthentication }, appCheckToken) {
      if (!needsAppCheck || ownAuthentication || access === 'admin' || access === 'superAdmin') return;
      if (appCheckToken === undefined) throw refused('send an App Check token as "X-Firebase-AppCheck"');
      try {
        await getAppCheck().verifyToken(appCheckToken);
      } catch {
        throw refused('the App Check token is not valid');
      }
    },
  };
}

const refused = (message: string) => new OperationError('unauthenticated', message);
