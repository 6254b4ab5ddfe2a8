import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { type Authority, makeAuthority } from './apple/certificates.ts';
import type { AppleApp } from './apple/signed-data.ts';

const generate = promisify(generateKeyPair);

/** Keys and names of one set of simulated providers. All are made at the start and die with the process. */
export interface Identities {
  readonly stripe: { readonly secretKey: string; readonly webhookSecret: string };
  readonly apple: {
    readonly app: AppleApp;
    readonly authority: Authority;
    readonly issuerId: string;
    readonly keyId: string;
    readonly connectKey: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  };
  readonly google: {
    readonly packageName: string;
    readonly serviceAccount: { readonly email: string; readonly publicKey: KeyObject; readonly privateKey: KeyObject };
    readonly push: {
      readonly audience: string;
      readonly email: string;
      readonly keyId: string;
      readonly publicKey: KeyObject;
      readonly privateKey: KeyObject;
    };
  };
}

export async function makeIdentities(): Promise<Identities> {
  const [connectKey, account, push] = await Promise.all([
    generate('ec', { namedCurve: 'P-256' }),
    generate('rsa', { modulusLength: 2048 }),
    generate('rsa', { modulusLength: 2048 }),
  ]);
  return {
    stripe: { secretKey: 'sk_test_simulated', webhookSecret: 'whsec_simulated' },
    apple: {
      app: { bundleId: 'com.example.loadgate', appAppleId: 1_234_567_890, environment: 'Sandbox' },
      authority: makeAuthority(),
      issuerId: '57246542-96fe-1a63-e053-0824d011072a',
      keyId: 'SIMULATED1',
      connectKey,
    },
    google: {
      packageName: 'com.example.loadgate',
      serviceAccount: { email: 'loadgate@simulated.iam.gserviceaccount.com', ...account },
      push: {
        audience: 'loadgate-webhooks',
        email: 'push@simulated.iam.gserviceaccount.com',
        keyId: 'simulated-push-key',
        ...push,
      },
    },
  };
}
