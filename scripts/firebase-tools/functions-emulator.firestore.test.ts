import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { connectFunctionsEmulator, getFunctions } from 'firebase/functions';
import { inject, test } from 'vitest';
import { standardModules } from '../../backend/app.ts';
import { describeClientContract } from '../../backend/hosts/testing/client-contract.ts';
import { contractModule } from '../../backend/hosts/testing/contract-module.ts';
import { seedUsers } from '../../backend/seed/seed-users.ts';
import { openFirestore } from '../../backend/store/firestore/index.ts';
import { bundleFunctions } from '../bundle-functions.ts';
import { findFirebaseTools } from './find.ts';
import { startFunctionsEmulator } from './functions-emulator.ts';

const NAME = 'the bundle in the official functions emulator, signed in at the Auth emulator';
const PROJECT = 'demo-loadgate';
const REGION = 'europe-west1';
const firestore = inject('firestore');
const tools = findFirebaseTools();

if ('reason' in firestore) test(NAME, (context) => context.skip(firestore.reason));
else if (tools.kind === 'none') test(NAME, (context) => context.skip(tools.reason));
else {
  const { host } = firestore;
  describeClientContract(NAME, async () => {
    // Below the repository, where the packages that are not bundled are found.
    const folder = join(import.meta.dirname, '../../dist', `functions-emulator-${process.pid}`);
    await bundleFunctions(join(folder, 'functions'), {
      main: './testing/contract-main.ts',
      modules: () => [...standardModules(), contractModule],
    });
    await fetch(`http://${host}/emulator/v1/projects/${PROJECT}/databases/(default)/documents`, { method: 'DELETE' });
    const store = openFirestore({ project: PROJECT, emulator: host });
    await seedUsers({ store, clock: { now: () => Date.now() } }, { count: 2, seed: 1 });
    await store.close();
    const probe = `${REGION}/echo`;
    const emulator = await startFunctionsEmulator({ tools, project: PROJECT, folder, firestore: host, probe });
    return {
      url: `http://127.0.0.1:${emulator.functionsPort}/${PROJECT}/${REGION}`,
      authUrl: emulator.authUrl,
      // The Auth emulator takes a custom token that nobody signed.
      customToken: async (uid, claims) => JSON.stringify({ uid, claims }),
      functions: (app) => {
        const functions = getFunctions(app, REGION);
        connectFunctionsEmulator(functions, '127.0.0.1', emulator.functionsPort);
        return functions;
      },
      async stop() {
        await emulator.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  });
}
