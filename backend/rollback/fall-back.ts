import { enqueueNotification } from '../notifications/index.ts';
import type { SystemContext } from '../operations/index.ts';
import { changeFeature } from './changes.ts';
import { COOL_DOWN_MS, type FeatureState } from './feature-state.ts';
import type { ChangeAction } from './history.ts';
import { noteRollback } from './versions.ts';

export type FallBackContext = Pick<SystemContext, 'store' | 'clock' | 'scheduler'>;

/** What a failing feature becomes, each step further down: nothing goes up again without an operator. */
export function fallenBack(before: FeatureState, error: string): readonly [FeatureState, ChangeAction] {
  const { fallbackLogic, lastStableVersion, currentVersion, degradedMode } = before;
  if (fallbackLogic === 'redirect_to_stable' && lastStableVersion !== undefined && lastStableVersion !== currentVersion)
    return [{ ...before, currentVersion: lastStableVersion }, 'rollback'];
  if (fallbackLogic === 'graceful_degradation' && degradedMode !== true)
    return [{ ...before, degradedMode: true, degradedReason: error }, 'degrade'];
  // Nothing to redirect to, degraded already, or wanted so.
  return [{ ...before, enabled: false, disabledReason: error }, 'disable'];
}

/**
 * The automatic rollback of pack 353 §6: `errors` consecutive errors of `revision` have reached the threshold. Does nothing where the
 * feature was changed since (by another process, or by an operator), is disabled, cools down, or must not change by itself.
 */
export function fallBack(
  ctx: FallBackContext,
  feature: string,
  revision: number,
  { errors, lastError }: { readonly errors: number; readonly lastError: string },
): Promise<FeatureState> {
  return changeFeature(ctx, feature, async (tx, before, now) => {
    if (before.revision !== revision || !before.enabled || !before.autoDisableOnError) return null;
    if (errors < before.errorThreshold || now < before.coolDownUntil) return null;
    const reason = `${errors} consecutive errors of version ${before.currentVersion}: ${lastError}`.slice(0, 300);
    const [after, action] = fallenBack(before, reason);
    const note = await noteRollback(tx, feature, before.currentVersion);
    if (action === 'rollback') note(now);
    enqueueNotification(ctx, tx, {
      key: `rollback:${feature}:${revision + 1}`,
      severity: 'critical',
      title: `${feature}: ${TITLES[action]}`,
      body: reason,
      source: 'rollback',
    });
    return [
      { ...after, coolDownUntil: now + COOL_DOWN_MS },
      { action, triggeredBy: 'automatic', adminId: null, reason },
    ];
  });
}

const TITLES: Readonly<Partial<Record<ChangeAction, string>>> = {
  rollback: 'rolled back to its stable version',
  degrade: 'degraded',
  disable: 'disabled',
};
