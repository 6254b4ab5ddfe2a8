import type { Module, SystemContext } from '../operations/index.ts';
import { FlagControl } from './change/control.ts';
import { Rejections } from './change/rejections.ts';
import { ActivityLog } from './guards/activity.ts';
import { BLOCK_WINDOW_MS, FeatureBlocks } from './guards/blocks.ts';
import { type Guards, guardsOf } from './guards/guards.ts';
import { flagStage } from './guards/stage.ts';
import type { Environment } from './model.ts';
import { CACHE_TTL_MS, FlagService } from './service/flag-service.ts';

export interface FlagsConfig {
  /** The tier that this backend serves (default `dev`); a flag that is not promoted to it is off. */
  readonly environment?: Environment;
}

/** The control plane as a module; `guards` are for folders that ask about a feature in the middle of their work. */
export type FlagsModule = Module & {
  readonly guards: Guards;
  readonly service: FlagService;
  readonly control: FlagControl;
};

export function flagsModule({ environment = 'dev' }: FlagsConfig = {}): FlagsModule {
  const service = new FlagService(environment);
  const blocks = new FeatureBlocks();
  const control = new FlagControl(service, new Rejections());
  const deps = { service, blocks, activity: new ActivityLog() };
  let started: SystemContext | null = null;
  return {
    name: 'flags',
    service,
    control,
    guards: guardsOf(deps),
    stages: [flagStage(deps)],
    recurring: [
      {
        // Sooner than the cache runs out, so that no call has to wait for the read.
        name: 'refreshFlags',
        feature: 'flags',
        everyMs: CACHE_TTL_MS / 2,
        run: () => service.refresh(),
      },
      { name: 'flushFeatureBlocks', feature: 'flags', everyMs: BLOCK_WINDOW_MS, run: (ctx) => blocks.flush(ctx) },
    ],
    metrics: [
      {
        name: 'feature_blocks_total',
        help: 'Calls refused because their feature was not enabled, by flag and state',
        type: 'counter',
        read: () => blocks.totals(),
      },
      {
        name: 'feature_flag_changes_total',
        help: 'Accepted changes of feature flags, by flag and action',
        type: 'counter',
        read: () => control.changes(),
      },
    ],
    start: (ctx) => {
      started = ctx;
      service.start(ctx);
    },
    close: async () => {
      if (started) await blocks.flush(started, true);
      service.close();
    },
  };
}
