import { OperationError } from '../lib/wire/index.ts';
import { analyticsModule } from './analytics/index.ts';
import { chatModule } from './chat/index.ts';
import { checkinModule } from './checkin/index.ts';
import { exportModule } from './export/index.ts';
import { type FlagsConfig, flagsModule } from './flags/index.ts';
import { type ConfiguredChannel, notificationsModule } from './notifications/index.ts';
import { requireAccess } from './operations/access.ts';
import type {
  Caller,
  Context,
  Module,
  Refusal,
  RequestOrigin,
  Route,
  RouteRequest,
  RouteResponse,
  SystemContext,
} from './operations/index.ts';
import { asOperationError, type Call, callOf, requestContext } from './operations/pipeline.ts';
import { type Registry, registryOf, routeName } from './operations/registry.ts';
import { type ProviderMap, paymentFailureGauge, paymentsModule } from './payments/index.ts';
import { peopleModule } from './people/index.ts';
import type { Clock, DocData, Logger, Random, Scheduler, Store } from './ports/index.ts';
import { rateLimitsModule } from './ratelimits/index.ts';
import { type FaultyRelease, releasesModule, rollbackModule } from './rollback/index.ts';
import { schedulerModule } from './scheduler/index.ts';
import { sessionsModule } from './sessions/index.ts';
import { type BillingRow, Meter } from './store/index.ts';
import { supportModule } from './support/index.ts';
import { walletModule } from './wallet/index.ts';
import { watchdogModule } from './watchdog/index.ts';

/** What a host gives to the backend. */
export interface BackendDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  /** The domain folders to serve; all of them when absent. Stages wrap operations in this order, the first outermost. */
  readonly modules?: readonly Module[];
}

/** The reference system, without transport: hosts, tests and the simulation call it in their own process. */
export interface Backend extends Registry {
  /**
   * Looks the operation up, checks access, validates, runs the stages and the handler.
   * Rejects with `OperationError` only; `not-found` for an unknown operation. Authentication is the host's.
   */
  call(name: string, data: unknown, caller: Caller | null, origin: RequestOrigin): Promise<unknown>;
  /** Serves one of `routes` under the same access check and error rule as `call`. */
  serve(route: Route, request: RouteRequest, caller: Caller | null, origin: RequestOrigin): Promise<RouteResponse>;
  /**
   * To be called by hosts for a request whose token is bad, before they answer it, so that audits hear of it.
   * `target` is the operation's name, or `routeName(route)`. Never rejects.
   */
  refuse(target: string, data: unknown, origin: RequestOrigin, error: OperationError): Promise<void>;
  /** Runs the handler of a due job; rejects with what the handler threw, `not-found` for an unknown kind. */
  runJob(job: { readonly kind: string; readonly payload: DocData; readonly jobId: string }): Promise<void>;
  /** Runs one of `recurring` by its name, now. */
  runRecurring(name: string): Promise<void>;
  /** For runners of jobs: a context whose store is metered as the scheduled work of that feature. */
  workContext(feature: string): SystemContext;
  /** What Firestore would have billed so far, by feature and operation. */
  billing(): BillingRow[];
  /** Lets every folder write what it holds in memory and stop listening. The store stays open. */
  close(): Promise<void>;
}

/** What the standard modules take from outside. */
export interface ModuleOptions {
  /** The environment that this backend serves, and whose flag changes it follows. */
  readonly flags?: FlagsConfig;
  /** Payment providers; one that is absent is refused by name. */
  readonly providers?: ProviderMap;
  /** How people are told; with none, notifications are kept for the operators' page only. */
  readonly channels?: readonly ConfiguredChannel[];
  /** Versions of features that fail on purpose, for experiments. */
  readonly faultyReleases?: readonly FaultyRelease[];
}

/** The operation under which scheduled work is billed. */
const WORK = 'scheduled work';

/** Every domain folder, one line each. Order of stages: flags guard → safe rollback → rate limits → watchdog heartbeat. */
// biome-ignore format: one line each
export const standardModules = ({ providers = {}, channels = [], faultyReleases = [], flags = {} }: ModuleOptions = {}): Module[] => [
  flagsModule(flags),
  rollbackModule(),
  rateLimitsModule(),
  watchdogModule([paymentFailureGauge]),
  releasesModule(faultyReleases),
  notificationsModule(channels),
  walletModule(),
  paymentsModule(providers),
  sessionsModule(),
  schedulerModule(),
  peopleModule(),
  chatModule(),
  checkinModule(),
  analyticsModule(),
  supportModule(),
  exportModule(),
];

export function createBackend(deps: BackendDeps): Backend {
  const modules = deps.modules ?? standardModules();
  const registry = registryOf(modules);
  const { clock, random, scheduler, log } = deps;
  const meter = new Meter(deps.store);
  const contextFor = (feature: string, operation: string): SystemContext => ({
    store: meter.view(feature, operation),
    clock,
    random,
    scheduler,
    log,
  });

  const refused = async (ctx: Context, refusal: Refusal) => {
    try {
      await registry.refusals.get(refusal.target)?.(ctx, refusal);
    } catch (error) {
      log.error('a refused call could not be recorded', { target: refusal.target, error: String(error) });
    }
  };

  for (const module of modules) module.start?.(contextFor(module.name, 'start'));

  const calls = new Map<string, Call>();
  for (const operation of registry.operations.values()) {
    calls.set(
      operation.name,
      callOf(operation, registry.stages, contextFor(operation.feature, operation.name), refused),
    );
  }
  return {
    ...registry,

    async call(name, data, caller, origin) {
      const call = calls.get(name);
      if (!call) throw new OperationError('not-found', `there is no operation named "${name.slice(0, 100)}"`);
      return call(data, caller, origin);
    },

    async serve(route, request, caller, origin) {
      const ctx = requestContext(contextFor(route.feature, routeName(route)), caller, origin);
      try {
        requireAccess(route.access, caller);
      } catch (cause) {
        const error = asOperationError(cause, routeName(route), log);
        await refused(ctx, { target: routeName(route), data: request, error });
        throw error;
      }
      try {
        return await route.handler(ctx, request);
      } catch (error) {
        throw asOperationError(error, routeName(route), log);
      }
    },

    refuse: (target, data, origin, error) =>
      refused(requestContext(contextFor('refused', target), null, origin), { target, data, error }),

    async runJob({ kind, payload, jobId }) {
      const handler = registry.jobs.get(kind);
      if (!handler) throw new OperationError('not-found', `no module handles jobs of kind "${kind}"`);
      await handler.run(contextFor(handler.feature, WORK), payload, jobId);
    },

    async runRecurring(name) {
      const job = registry.recurring.find((one) => one.name === name);
      if (!job) throw new OperationError('not-found', `there is no recurring job named "${name}"`);
      await job.run(contextFor(job.feature, WORK));
    },

    workContext: (feature) => contextFor(feature, WORK),

    billing: () => meter.rows(),

    async close() {
      for (const module of modules) await module.close?.();
    },
  };
}
