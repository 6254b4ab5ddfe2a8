import type { Module, SystemContext } from '../operations/index.ts';
import { routeName } from '../operations/registry.ts';
import type { Logger } from '../ports/index.ts';
import { flagMetrics } from './api/metrics.ts';
import { CHANGING_OPERATIONS, flagOperations } from './api/operations.ts';
import { refusedAttempt } from './api/refused.ts';
import { regionalOperations } from './api/regional-operations.ts';
import { flagRoutes } from './api/routes.ts';
import { FlagStream } from './api/stream.ts';
import { FlagControl } from './change/control.ts';
import { EditWatch } from './change/reconcile.ts';
import { Rejections } from './change/rejections.ts';
import { ActivityLog } from './guards/activity.ts';
import { BLOCK_WINDOW_MS, FeatureBlocks } from './guards/blocks.ts';
import { type Guards, guardsOf } from './guards/guards.ts';
import { flagStage } from './guards/stage.ts';
import type { Environment } from './model.ts';
import { type FeatureFlagKey, isFeatureFlagKey } from './registry/index.ts';
import { CACHE_TTL_MS, FlagService } from './service/flag-service.ts';

export interface FlagsConfig {
  /** The tier that this backend serves (default `dev`); a flag that is not promoted to it is off. */
  readonly environment?: Environment;
  /** Killed in this process whatever the store says. */
  readonly disabled?: readonly FeatureFlagKey[];
  /** Hears of changes that other processes make over the same store; returns the way to stop. Without it the cache's time limit holds. */
  readonly follow?: (changed: () => void, log: Logger) => () => void;
}

/** The control plane as a module; `guards` are for folders that ask about a feature in the middle of their work. */
export type FlagsModule = Module & {
  readonly guards: Guards;
  readonly service: FlagService;
  readonly control: FlagControl;
};

export function flagsModule({ environment = 'dev', disabled = [], follow }: FlagsConfig = {}): FlagsModule {
  let unfollow = () => {};
  let started: SystemContext | null = null;
  const ctx = () => {
    if (started === null) throw new Error('the flags module was used before it was started');
    return started;
  };
  const service = new FlagService(environment, disabled);
  const blocks = new FeatureBlocks();
  const activity = new ActivityLog();
  const rejections = new Rejections();
  const control = new FlagControl(service, rejections);
  const edits = new EditWatch(service);
  const stream = new FlagStream(service);
  const guarding = { service, blocks, activity };
  const api = { service, control, rejections, activity, stream };
  const metrics = flagMetrics({ service, control, blocks, stream, ctx });
  const routes = flagRoutes(api);
  const changing = new Set([...CHANGING_OPERATIONS, ...routes.filter(({ method }) => method !== 'GET').map(routeName)]);

  return {
    name: 'flags',
    service,
    control,
    guards: guardsOf(guarding),
    stages: [flagStage(guarding)],
    operations: [...flagOperations(api, metrics), ...regionalOperations(api)],
    routes,
    metrics,
    jobs: [
      {
        kind: 'flags.record-edit',
        feature: 'flags',
        run: async (job, { flag }) => {
          if (typeof flag === 'string' && isFeatureFlagKey(flag)) await edits.record(job, flag);
        },
      },
    ],
    recurring: [
      {
        // Sooner than the cache runs out, so that no call has to wait for the read.
        name: 'refreshFlags',
        feature: 'flags',
        everyMs: CACHE_TTL_MS / 2,
        perProcess: true,
        run: () => service.refresh(),
      },
      { name: 'watchFlagEdits', feature: 'flags', everyMs: CACHE_TTL_MS, run: (job) => edits.check(job) },
      {
        name: 'flushFeatureBlocks',
        feature: 'flags',
        everyMs: BLOCK_WINDOW_MS,
        perProcess: true,
        run: (job) => blocks.flush(job),
      },
    ],
    refused: async (request, refusal) => {
      if (changing.has(refusal.target)) await rejections.record(request, refusedAttempt(refusal), refusal.error);
    },
    start: (system) => {
      started = system;
      service.start(system);
      if (follow) unfollow = follow(() => void service.refresh(), system.log);
    },
    close: async () => {
      unfollow();
      await blocks.flush(ctx(), true);
      service.close();
    },
  };
}
