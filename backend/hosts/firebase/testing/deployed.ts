import { createHmac } from 'node:crypto';
import type { Auth } from 'firebase-admin/auth';
import { DEV_TOKEN_SECRET, verifyToken } from '../../../../lib/auth/index.ts';
import { standardModules } from '../../../app.ts';
import type { Module } from '../../../operations/index.ts';
import type { Store } from '../../../ports/index.ts';
import { systemClock } from '../../embedded/system-ports.ts';
import { contractModule } from '../../testing/contract-module.ts';
import { cloudFunctions, named } from '../functions.ts';
import { type Instance, lazily, startInstance } from '../instance.ts';
import { settingsFrom } from '../settings.ts';
import { firebaseVerifier } from '../verify.ts';
import { type ServedFunctions, serveFunctions } from './serve.ts';

export interface Deployed extends ServedFunctions {
  readonly functions: ReturnType<typeof named>;
  readonly instance: () => Instance;
}

const hmac = (message: string) => createHmac('sha256', DEV_TOKEN_SECRET).update(message).digest('base64url');

/** Where Google's keys would be asked for: tokens of the development secret. */
const verifyIdToken = async (token: string) => {
  const { sub, ...claims } = verifyToken(token, hmac, systemClock.now());
  return {
    ...claims,
    sub,
    uid: sub,
    aud: '',
    iss: '',
    auth_time: 0,
    firebase: { identities: {}, sign_in_provider: '' },
  };
};

interface Deployment {
  readonly modules?: readonly Module[];
  readonly env?: Record<string, string>;
  /** Verifies the tokens of plain routes. */
  readonly auth?: Pick<Auth, 'verifyIdToken'>;
}

/**
 * All functions over a store, served as the platform does. Callable functions check tokens by themselves, with the default app's Auth: tests without an issuer
 * switch that off as the functions emulator does.
 */
export async function deploy(
  store: Store,
  { modules = standardModules(), env = {}, auth = { verifyIdToken } }: Deployment = {},
): Promise<Deployed> {
  const all = [...modules, contractModule];
  const settings = settingsFrom(env);
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const instance = lazily(() => startInstance({ store, modules: all, clock: systemClock, log: quiet }));
  const verifier = firebaseVerifier(settings.appCheck, () => auth);
  const functions = named(cloudFunctions({ settings, modules: all, instance, verifier }));
  const served = await serveFunctions(functions);
  return {
    ...{ ...served, functions, instance },
    async close() {
      await served.close();
      await instance().close();
    },
  };
}
