import type { RunPlan } from '../../lib/plan/index.ts';
import type { Target } from '../../lib/targets/index.ts';
import type { Demands } from '../chaos/demands.ts';
import { Network } from '../chaos/network.ts';
import { SharedSecret } from '../operator/index.ts';
import { type BackendPlace, EmbeddedBackend, inDatabase } from './embedded-backend.ts';
import { startEmulators } from './emulators.ts';
import type { StartProcess } from './process-group.ts';
import { type Providers, startProviders } from './providers.ts';
import type { Access } from './remote-access.ts';
import type { RunFolder } from './run-folder.ts';
import { seededDatabase, seededFirestore } from './seeded-database.ts';

/** What a run has started of its target. */
export interface OpenedTarget {
  readonly backend: EmbeddedBackend;
  readonly providers: Providers;
  readonly network: Network | null;
  readonly access: Access;
}

interface Opening {
  readonly plan: RunPlan;
  readonly folder: RunFolder;
  /** What the experiment needs of the parts. */
  readonly demands: Demands;
  readonly start: StartProcess;
  readonly cleanUp: AsyncDisposableStack;
  readonly signal: AbortSignal;
}

/** Brings up what a target on this machine needs: the providers, and over seeded documents the backend that is paid through them. Null: it runs already. */
export async function openTarget(target: Target, opening: Opening): Promise<OpenedTarget | null> {
  if (target.url !== null) return null;
  const { plan, folder, demands, start } = opening;
  const documents = target.kind === 'embedded' ? inSqlite(opening) : onEmulators(opening);
  const [providers, network, { place, idTokens }] = await Promise.all([
    startProviders(plan.seed, folder.file('providersLog'), start),
    Network.open(demands.links, plan.seed, folder, start),
    documents,
  ]);
  const payments = (await network?.payments(providers.payments)) ?? providers.payments;
  const backend = await EmbeddedBackend.open(folder, place, payments, start, demands.backendEnv);
  await providers.sendTo((await network?.through('providers-backend', backend.url)) ?? backend.url);
  const { url, secret } = backend;
  return {
    backend,
    providers,
    network,
    access: { url, operator: new SharedSecret(secret), secret, idTokens, appCheck: null },
  };
}

interface Documents {
  readonly place: BackendPlace;
  readonly idTokens: string | null;
}

async function inSqlite({ plan, folder, start }: Opening): Promise<Documents> {
  const { accounts, seed } = plan;
  const file = folder.file('database');
  if (accounts > 0) await seededDatabase(file, { accounts, seed }, folder.file('backendLog'), start);
  return { place: inDatabase(file), idTokens: null };
}

async function onEmulators({ plan, folder, start, cleanUp, signal }: Opening): Promise<Documents> {
  const { accounts, seed } = plan;
  const { project, place, env, signIn } = await startEmulators(plan, folder, start, cleanUp, signal);
  const [idTokens] = await Promise.all([
    signIn(plan),
    accounts > 0 && seededFirestore(project, { accounts, seed }, folder.file('backendLog'), start, env),
  ]);
  return { place, idTokens };
}
