/** Safe rollback (pack 353 §6): versions per feature, three fallbacks when one fails, history of every change. */
import type { Module } from '../operations/index.ts';
import { rollbackOperations } from './operations.ts';
import { SafeRollback } from './safe-rollback.ts';
import { type FaultyRelease, releaseStage, rollbackStage } from './stages.ts';

export {
  type DeployOptions,
  deployFeatureVersion,
  disableFeature,
  enableFeature,
  markVersionStable,
  rollbackToVersion,
} from './changes.ts';
export { type FeatureErrorDoc, getFeatureErrors } from './error-log.ts';
export { COOL_DOWN_MS, DEFAULT_ERROR_THRESHOLD, type FallbackLogic, type FeatureState } from './feature-state.ts';
export { getRollbackHistory, type HistoryEntry } from './history.ts';
export { type FeatureStatus, getFeatureStatus } from './operations.ts';
export { SafeRollback } from './safe-rollback.ts';
export { type FaultyRelease, parseFaultyReleases } from './stages.ts';

/** To be listed before rate limits: a disabled feature must not use up anybody's limit. */
export const rollbackModule = (rollback: SafeRollback = new SafeRollback()): Module => ({
  name: 'rollback',
  operations: rollbackOperations(rollback),
  stages: [rollbackStage(rollback)],
  metrics: rollback.metrics,
  start: (ctx) => rollback.states.start(ctx),
  close: async () => rollback.states.close(),
});

/** To be listed last of all that have stages: it stands next to the handler. */
export const releasesModule = (faulty: readonly FaultyRelease[] = []): Module => ({
  name: 'releases',
  stages: [releaseStage(faulty)],
});
