import type { FastifyInstance } from 'fastify';
import { DEV_TOKEN_SECRET } from '../../../lib/auth/index.ts';
import { type Backend, createBackend, standardModules } from '../../app.ts';
import type { Module, SystemContext } from '../../operations/index.ts';
import type { Clock, Logger, Store } from '../../ports/index.ts';
import { JobRunner, StoreScheduler, WakeTimes } from '../../scheduler/index.ts';
import { authenticator } from './authenticate.ts';
import { HostMetrics } from './host-metrics.ts';
import { hostRoutes } from './host-routes.ts';
import { mountIdentity } from './identity.ts';
import type { PlantedDelay } from './planted-delay.ts';
import { openStreams } from './routes.ts';
import { buildServer } from './server.ts';
import { systemRandom } from './system-ports.ts';
import { startWorkLoop } from './work-loop.ts';

export interface HostOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly modules?: readonly Module[];
  /** 0: any free port. */
  readonly port: number;
  readonly bind?: string;
  /** Signs bearer tokens. The development secret is accepted on loopback only. */
  readonly tokenSecret?: string;
  readonly planted?: (operation: string, uid: string | null) => PlantedDelay;
  /** Project id whose Auth emulator's ID tokens are taken, which are unsigned: on loopback only. */
  readonly authEmulator?: string;
  /** Of the product, for the OpenAPI document. */
  readonly version?: string;
  /** Bytes that the stored documents take. */
  readonly storedBytes?: () => number;
  /** Folder of run folders that operators may look at on the console; absent: none. */
  readonly results?: string;
}

export interface Host {
  readonly url: string;
  readonly backend: Backend;
  /** Stops accepting, answers what is under way, lets the modules write what they hold, closes the store. */
  stop(): Promise<void>;
}

/** Requests that take longer are cut off when the host stops. */
const DRAIN_MS = 10_000;
/** Connections become idle as their requests are answered. */
const IDLE_CHECK_MS = 20;
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Starts the whole backend in this process. @throws Error where the development secret or unsigned tokens would be reachable from other machines */
export async function startHost(options: HostOptions): Promise<Host> {
  const { store, clock, log, bind = '127.0.0.1' } = options;
  const secret = options.tokenSecret ?? DEV_TOKEN_SECRET;
  if (secret === DEV_TOKEN_SECRET && !LOOPBACK.has(bind)) {
    throw new Error(`refusing to listen on ${bind} with the public development secret: set LOADGATE_TOKEN_SECRET`);
  }
  if (options.authEmulator !== undefined && !LOOPBACK.has(bind)) {
    throw new Error(`refusing to take unsigned tokens of the Auth emulator on ${bind}: only loopback may`);
  }
  const wake = new WakeTimes();
  const system: SystemContext = {
    store,
    clock,
    random: systemRandom,
    scheduler: new StoreScheduler(clock, { wake }),
    log,
  };
  let isDraining = false;
  const routes = hostRoutes({
    backend: () => backend,
    metrics: () => metrics,
    version: options.version ?? '0.0.0',
    isDraining: () => isDraining,
    ...(options.storedBytes && { storedBytes: options.storedBytes }),
    ...(options.results !== undefined && { results: options.results }),
  });
  const modules = [...(options.modules ?? standardModules()), { name: 'host', routes }];
  const backend: Backend = createBackend({ ...system, modules });
  const metrics = new HostMetrics(backend);
  const runner = new JobRunner({
    handlers: [...backend.jobs.values()],
    recurring: backend.recurring,
    contextFor: (feature) => backend.workContext(feature),
    wake,
  });
  const server = buildServer({
    backend,
    authenticate: authenticator(secret, clock, options.authEmulator),
    log,
    isDraining: () => isDraining,
    answered: (operation, code, ms) => metrics.answered(operation, code, ms),
    ...(options.planted && { planted: options.planted }),
  });
  // It renews tokens, which would let a stolen one live for ever: for apps in development on this machine.
  if (LOOPBACK.has(bind)) mountIdentity(server, { tokenSecret: secret, clock });
  const url = await server.listen({ port: options.port, host: bind });
  const stopWork = startWorkLoop(runner, clock, log);
  return {
    url,
    backend,
    async stop() {
      isDraining = true;
      for (const open of openStreams(server)) open.end();
      await closeServer(server);
      await stopWork();
      await backend.close();
      await store.close();
    },
  };
}

/** Takes no new connections, answers what is under way, and closes each connection when it is idle. */
async function closeServer(server: FastifyInstance): Promise<void> {
  const impatient = setTimeout(() => server.server.closeAllConnections(), DRAIN_MS);
  const idle = setInterval(() => server.server.closeIdleConnections(), IDLE_CHECK_MS);
  await server.close();
  clearTimeout(impatient);
  clearInterval(idle);
}
