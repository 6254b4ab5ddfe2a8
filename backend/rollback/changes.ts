import { OperationError } from '../../lib/wire/index.ts';
import type { SystemContext } from '../operations/index.ts';
import type { Transaction } from '../ports/index.ts';
import {
  COOL_DOWN_MS,
  DEFAULT_ERROR_THRESHOLD,
  type FallbackLogic,
  type FeatureState,
  featurePath,
  initialState,
  knownFeature,
  readState,
  stateData,
} from './feature-state.ts';
import { type HistoryEntry, type Trigger, writeHistory } from './history.ts';
import { noteRollback, readVersion, type VersionDoc, versionPath } from './versions.ts';

export type ChangeContext = Pick<SystemContext, 'store' | 'clock'>;

export interface DeployOptions {
  readonly markAsStable?: boolean;
  /** The version repairs what is in production: it is counted among the hot-fixes. */
  readonly hotfix?: boolean;
  readonly autoDisableOnError?: boolean;
  readonly errorThreshold?: number;
  readonly fallbackLogic?: FallbackLogic;
}

type Change = Pick<HistoryEntry, 'action' | 'triggeredBy' | 'adminId' | 'reason'>;
/** Reads what it needs, then says what the state becomes; null: nothing is to be done. Writes of its own come after its reads. */
type Decide = (tx: Transaction, before: FeatureState, now: number) => Promise<[FeatureState, Change] | null>;

/** One change of a feature with its history, all or nothing. Returns the state that holds then. */
export async function changeFeature(
  { store, clock }: ChangeContext,
  feature: string,
  decide: Decide,
): Promise<FeatureState> {
  return store.transaction(
    async (tx) => {
      const doc = await tx.get(featurePath(feature));
      const before = doc ? readState(doc) : initialState(feature);
      const now = clock.now();
      const decided = await decide(tx, before, now);
      if (!decided) return before;
      const after = { ...decided[0], revision: before.revision + 1, updatedAt: now };
      tx.set(featurePath(feature), stateData(after));
      writeHistory(tx, before, after, decided[1]);
      return after;
    },
    { maxAttempts: 10 },
  );
}

/** The feature works fully again. */
const wellAgain = ({ degradedMode: _, degradedReason: __, ...state }: FeatureState): FeatureState => state;
/** The feature is switched on. */
const switchedOn = ({ disabledReason: _, ...state }: FeatureState): FeatureState => ({ ...state, enabled: true });

/**
 * A new version serves from now on; not stable unless said so (a beta). Ends a degradation, which was the old version's; a feature that is
 * disabled stays so until `enableFeature`.
 */
export function deployFeatureVersion(
  ctx: ChangeContext,
  feature: string,
  version: string,
  options: DeployOptions,
  adminId: string,
): Promise<FeatureState> {
  knownFeature(feature);
  return changeFeature(ctx, feature, async (tx, before, now) => {
    const { markAsStable = false, autoDisableOnError = true, fallbackLogic = 'graceful_degradation' } = options;
    const { errorThreshold = DEFAULT_ERROR_THRESHOLD } = options;
    const deployed: VersionDoc = {
      feature,
      version,
      stable: markAsStable,
      deployedAt: now,
      deployedBy: adminId,
      rolledBackAt: null,
    };
    tx.set(versionPath(feature, version), deployed);
    const after: FeatureState = {
      ...wellAgain(before),
      currentVersion: version,
      ...(markAsStable && { lastStableVersion: version }),
      autoDisableOnError,
      errorThreshold,
      fallbackLogic,
      coolDownUntil: 0,
    };
    const reason = markAsStable ? 'stable release' : 'beta release';
    const action = options.hotfix ? 'hotfix' : 'deploy';
    return [after, { action, triggeredBy: 'manual', adminId, reason }];
  });
}

/** The current version has proved itself: it is the one to come back to. */
export function markVersionStable(ctx: ChangeContext, feature: string, adminId: string): Promise<FeatureState> {
  return changeFeature(ctx, knownFeature(feature), async (tx, before) => {
    const { currentVersion } = before;
    if (currentVersion === '') throw new OperationError('failed-precondition', `"${feature}" has no version deployed`);
    if (before.lastStableVersion === currentVersion) return null;
    const deployed = await tx.get(versionPath(feature, currentVersion));
    if (deployed) tx.update(deployed.path, { stable: true });
    const change = { action: 'mark-stable', triggeredBy: 'manual', adminId, reason: 'proved itself' } as const;
    return [{ ...before, lastStableVersion: currentVersion }, change];
  });
}

/** Goes back to a version that was deployed before. A repeat changes nothing. */
export function rollbackToVersion(
  ctx: ChangeContext,
  feature: string,
  version: string,
  triggeredBy: Trigger,
  adminId: string,
  reason: string,
): Promise<FeatureState> {
  return changeFeature(ctx, knownFeature(feature), async (tx, before, now) => {
    if (before.currentVersion === version) return null;
    const wasStable = before.lastStableVersion === version || (await readVersion(tx, feature, version)).stable;
    const note = await noteRollback(tx, feature, before.currentVersion);
    note(now);
    const trusted = wasStable || before.lastStableVersion === before.currentVersion;
    const after = {
      ...wellAgain(before),
      currentVersion: version,
      ...(trusted && { lastStableVersion: version }),
      coolDownUntil: now + COOL_DOWN_MS,
    };
    return [after, { action: 'rollback', triggeredBy, adminId, reason }];
  });
}

/** Switches a feature off until `enableFeature`. A repeat changes nothing. */
export function disableFeature(
  ctx: ChangeContext,
  feature: string,
  triggeredBy: Trigger,
  reason: string,
  adminId: string,
): Promise<FeatureState> {
  return changeFeature(ctx, knownFeature(feature), async (_tx, before) => {
    if (!before.enabled) return null;
    return [
      { ...before, enabled: false, disabledReason: reason },
      { action: 'disable', triggeredBy, adminId, reason },
    ];
  });
}

/** Switches a feature on again, in full. A repeat changes nothing. */
export function enableFeature(
  ctx: ChangeContext,
  feature: string,
  adminId: string,
  reason = 'enabled by an operator',
): Promise<FeatureState> {
  return changeFeature(ctx, knownFeature(feature), async (_tx, before) => {
    if (before.enabled && before.degradedMode !== true) return null;
    return [
      { ...switchedOn(wellAgain(before)), coolDownUntil: 0 },
      { action: 'enable', triggeredBy: 'manual', adminId, reason },
    ];
  });
}
