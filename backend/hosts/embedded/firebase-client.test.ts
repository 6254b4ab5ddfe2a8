import type { FirebaseApp } from 'firebase/app';
import { connectFunctionsEmulator, getFunctions } from 'firebase/functions';
import { standardModules } from '../../app.ts';
import { seedUsers } from '../../seed/seed-users.ts';
import { MemoryStore } from '../../store/index.ts';
import { type ContractHost, describeClientContract } from '../testing/client-contract.ts';
import { contractModule } from '../testing/contract-module.ts';
import { startHost } from './host.ts';
import { systemClock } from './system-ports.ts';
import { tokenOf } from './testing.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

async function start(
  functions?: (app: FirebaseApp, url: URL) => ReturnType<typeof getFunctions>,
): Promise<ContractHost> {
  const store = new MemoryStore(systemClock);
  await seedUsers({ store, clock: systemClock }, { count: 2, seed: 1 });
  const modules = [...standardModules(), contractModule];
  const host = await startHost({ store, clock: systemClock, log: quiet, port: 0, modules });
  return {
    url: host.url,
    authUrl: host.url,
    customToken: async (uid, claims) => tokenOf(uid, claims),
    ...(functions && { functions: (app: FirebaseApp) => functions(app, new URL(host.url)) }),
    stop: () => host.stop(),
  };
}

describeClientContract('the embedded host as a custom domain', () => start());

describeClientContract('the embedded host in the place of the functions emulator', () =>
  start((app, url) => {
    const functions = getFunctions(app, 'europe-west1');
    connectFunctionsEmulator(functions, url.hostname, Number(url.port));
    return functions;
  }),
);
