import { inject, test, vi } from 'vitest';
import { seedUsers } from '../../seed/seed-users.ts';
import { openFirestore } from '../../store/firestore/index.ts';
import { emptyProject } from '../../store/firestore/testing.ts';
import { systemClock } from '../embedded/system-ports.ts';
import { tokenOf } from '../embedded/testing.ts';
import { describeClientContract } from '../testing/client-contract.ts';
import { startIdentityServer } from '../testing/identity-server.ts';
import { deploy } from './testing/deployed.ts';

const NAME = 'the Cloud Functions over Firestore';
const found = inject('firestore');
// As in the functions emulator: the claims of a token count, whoever signed it. Read when firebase-functions is loaded.
vi.hoisted(() => {
  process.env.FIREBASE_DEBUG_MODE = 'true';
  process.env.FIREBASE_DEBUG_FEATURES = '{"skipTokenVerification":true}';
  // It logs every token.
  for (const level of ['debug', 'warn', 'error'] as const) console[level] = () => {};
});

if ('reason' in found) test(NAME, (context) => context.skip(found.reason));
else {
  describeClientContract(NAME, async () => {
    const store = openFirestore(emptyProject());
    await seedUsers({ store, clock: systemClock }, { count: 2, seed: 1 });
    const [deployed, identity] = await Promise.all([deploy(store), startIdentityServer()]);
    return {
      ...{ url: deployed.url, authUrl: identity.url },
      customToken: async (uid, claims) => tokenOf(uid, claims),
      async stop() {
        await deployed.close();
        await identity.close();
      },
    };
  });
}
