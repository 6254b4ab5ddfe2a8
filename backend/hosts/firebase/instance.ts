import { type Backend, createBackend } from '../../app.ts';
import type { Module, Route, SystemContext } from '../../operations/index.ts';
import type { Clock, Logger, Store } from '../../ports/index.ts';
import { JobRunner, StoreScheduler, WakeTimes } from '../../scheduler/index.ts';
import { systemRandom } from '../embedded/system-ports.ts';

/** The backend inside one instance of a function. */
export interface Instance {
  readonly backend: Backend;
  readonly runner: JobRunner;
  readonly clock: Clock;
  readonly log: Logger;
  /** Writes what is held in memory and closes the store. */
  close(): Promise<void>;
}

export interface InstanceParts {
  readonly store: Store;
  readonly modules: readonly Module[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Of the product, for the OpenAPI document. */
  readonly version?: string;
}

export function startInstance({ store, modules, clock, log, version = '0.0.0' }: InstanceParts): Instance {
  const wake = new WakeTimes();
  const system: SystemContext = {
    ...{ store, clock, log },
    random: systemRandom,
    scheduler: new StoreScheduler(clock, { wake }),
  };
  const backend: Backend = createBackend({
    ...system,
    modules: [...modules, { name: 'host', routes: hostRoutes(() => backend, version) }],
  });
  const runner = new JobRunner({
    handlers: [...backend.jobs.values()],
    recurring: backend.recurring,
    contextFor: (feature) => backend.workContext(feature),
    wake,
  });
  return {
    ...{ backend, runner, clock, log },
    async close() {
      await backend.close();
      await store.close();
    },
  };
}

/**
 * The same instance at each call, made at the first one: deployment loads the functions too, where there are neither secrets nor a store. A
 * start that fails is tried again by the next call.
 */
export function lazily(start: () => Instance): () => Instance {
  let started: Instance | undefined;
  return () => {
    started ??= start();
    return started;
  };
}

const shared = { method: 'GET', access: 'public', feature: 'host' } as const;

/** What the host itself answers. Metrics are Google's own here, and the bill is real. */
const hostRoutes = (backend: () => Backend, version: string): Route[] => [
  {
    ...shared,
    path: '/healthz',
    summary: 'Whether the functions are served',
    handler: async () => ({ status: 200, body: { status: 'ok' } }),
  },
  {
    ...shared,
    path: '/openapi.json',
    summary: 'This document',
    handler: async () => {
      const { openApiOf } = await import('../../operations/openapi.ts');
      return { status: 200, body: openApiOf(backend(), version) };
    },
  },
];
