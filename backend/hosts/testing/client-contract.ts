import { deleteApp, type FirebaseApp, FirebaseError, initializeApp } from 'firebase/app';
import {
  type Auth,
  connectAuthEmulator,
  initializeAuth,
  inMemoryPersistence,
  signInWithCustomToken,
  signOut,
} from 'firebase/auth';
import { type Functions, getFunctions, httpsCallable, httpsCallableFromURL } from 'firebase/functions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Code, HTTP_STATUS } from '../../../lib/wire/index.ts';
import { ERROR_CODES } from './contract-module.ts';

/** A host with the standard modules and the contract's own, whose store holds the accounts `u0` and `u1`. */
export interface ContractHost {
  /** What operations hang under: `<url>/getProfile`. */
  readonly url: string;
  /** Where the client signs in. */
  readonly authUrl: string;
  /** A custom token for the client. */
  readonly customToken: (uid: string, claims: Readonly<Record<string, string | boolean>>) => Promise<string>;
  /** Takes the place of the default way to address functions: the emulator's, or a custom domain. */
  readonly functions?: (app: FirebaseApp) => Functions;
  stop(): Promise<void>;
}

/** Emulators take their time on a busy machine. */
const START_LIMIT_MS = 240_000;

/** The client adds the HTTP status to the messages of errors. */
const seen = (message: string, code: Code): string => `${message} [${HTTP_STATUS[code]}]`;

/** What the official Firebase client finds at every host. */
export function describeClientContract(name: string, start: () => Promise<ContractHost>): void {
  describe(`the official Firebase client calls ${name}`, { concurrent: false }, () => {
    let host: ContractHost;
    let app: FirebaseApp;
    let auth: Auth;
    let functions: Functions;
    beforeAll(async () => {
      host = await start();
      app = initializeApp({ projectId: 'demo-loadgate', apiKey: 'unused' }, `contract of ${name}`);
      auth = initializeAuth(app, { persistence: inMemoryPersistence });
      connectAuthEmulator(auth, host.authUrl, { disableWarnings: true });
      functions = host.functions?.(app) ?? getFunctions(app, host.url);
    }, START_LIMIT_MS);
    afterAll(async () => {
      if (app) await deleteApp(app);
      await host?.stop();
    });

    const call = async (operation: string, data?: unknown): Promise<unknown> =>
      (await httpsCallable(functions, operation)(data)).data;
    const failureOf = async (operation: string, data?: unknown): Promise<FirebaseError & { details?: unknown }> => {
      const error: unknown = await call(operation, data).then(
        () => null,
        (one: unknown) => one,
      );
      if (!(error instanceof FirebaseError)) throw new Error(`expected a FirebaseError, got ${String(error)}`);
      return error;
    };
    const signIn = async (uid: string, claims: Readonly<Record<string, string | boolean>> = {}) => {
      await signInWithCustomToken(auth, await host.customToken(uid, claims));
    };

    test.each(ERROR_CODES)('gets %s as the FirebaseError of that code, with message and details', async (code) => {
      const details = { reason: 'CONTRACT', retryAfter: 1.5, nested: { list: [1, 'zwei', null] } };
      const error = await failureOf('raise', { code, message: `because of ${code}`, details });
      expect({ code: error.code, message: error.message, details: error.details }).toEqual({
        ...{ code: `functions/${code}`, message: seen(`because of ${code}`, code), details },
      });
    });

    test('gets the seventeenth code, ok, as the result', async () => {
      const value = { text: 'grüße €', deep: [{ a: null }, true, 1.5, -0.25], empty: {} };
      expect(await call('echo', value)).toEqual(value);
      const byUrl = httpsCallableFromURL(functions, `${host.url}/echo`);
      expect((await byUrl({ by: 'URL' })).data).toEqual({ by: 'URL' });
    });

    test('hears of an unexpected failure as internal, without its message', async () => {
      const error = await failureOf('crash', {});
      expect(error.code).toBe('functions/internal');
      expect(error.message).toBe(seen('INTERNAL', 'internal'));
    });

    test('is told which field is wrong', async () => {
      await signIn('u0');
      const error = await failureOf('swipe', { swipeId: 's1', targetId: 'u1', action: 'maybe' });
      expect(error).toMatchObject({ code: 'functions/invalid-argument', details: { field: 'action' } });
    });

    test('is unauthenticated before it signs in and after it signs out, and is itself in between', async () => {
      await signOut(auth);
      expect(await failureOf('whoAmI')).toMatchObject({ code: 'functions/unauthenticated' });
      await signIn('u0', { country: 'DE', vip: true });
      expect(await call('whoAmI')).toEqual({ uid: 'u0', admin: false, superAdmin: false, country: 'DE', vip: true });
      await signOut(auth);
      expect(await failureOf('getWallet')).toMatchObject({ code: 'functions/unauthenticated' });
    });

    test('is an admin by its claims alone', async () => {
      await signIn('poor');
      expect(await failureOf('getJobQueue')).toMatchObject({
        ...{ code: 'functions/permission-denied', details: { needs: 'admin' } },
      });
      await signIn('root', { superAdmin: true });
      expect(await call('whoAmI')).toEqual({ uid: 'root', admin: true, superAdmin: true });
      expect(await call('getJobQueue')).toBeTypeOf('object');
    });

    test('uses the product: a message is refused without tokens, and a feature that is killed is off at once', async () => {
      await signIn('poor');
      expect(await call('getWallet')).toMatchObject({ balance: 0 });
      const message = { messageId: 'm1', recipientId: 'u0', text: 'hello' };
      expect(await failureOf('sendChatMessage', message)).toMatchObject({
        ...{ code: 'functions/failed-precondition', details: { reason: 'insufficient-funds' } },
      });

      await signIn('root', { superAdmin: true });
      await call('killFeatureFlag', {
        ...{ key: 'support_tickets', reason: 'shown to be off at once', confirm: 'support_tickets' },
      });
      await signIn('poor');
      expect(await failureOf('createSupportTicket', { ticketId: 't1', subject: 'help', body: 'please' })).toMatchObject(
        {
          ...{ code: 'functions/failed-precondition', details: { reason: 'FEATURE_DISABLED' } },
        },
      );
    });
  });
}
