import { OperationError } from '../../../lib/wire/index.ts';
import { type Context, callerId } from '../../operations/index.ts';
import type { DocData, Value } from '../../ports/index.ts';
import type { COUNTRIES, PLATFORMS } from '../paths.ts';
import { flagsNamed, requireFeatureConfirmation } from './confirm.ts';

/** A change of one field of `countryFeatureFlags/{cc}` or `platformFeatureFlags/{platform}` (pack 353 §8). */
export interface RegionalChange {
  readonly collection: typeof COUNTRIES | typeof PLATFORMS;
  /** Country code or platform. */
  readonly region: string;
  /** Feature (a flag's key or one of its system names), or a platform's setting such as `videoCallsQuality`. */
  readonly field: string;
  /** Null: the rule is removed. */
  readonly value: { readonly enabled: boolean; readonly requireVerification?: boolean } | string | null;
  readonly reason: string;
  readonly confirm?: string | undefined;
}

/**
 * Changes one field, with its entry in `auditLogs` in the same transaction. Fields are changed one by one, so that no change overwrites another.
 * @throws OperationError `invalid-argument` for a name that no flag knows, `failed-precondition` (`CONFIRMATION_REQUIRED`) where a critical
 * flag is reached and the name was not typed
 */
export async function changeRegion(ctx: Context, change: RegionalChange): Promise<DocData> {
  const { collection, region, field, value, reason, confirm } = change;
  if (flagsNamed(field).length === 0) {
    const message = `feature: no flag goes by the name "${field.slice(0, 100)}"`;
    throw new OperationError('invalid-argument', message, { field: 'feature' });
  }
  requireFeatureConfirmation(field, confirm);
  const path = `${collection}/${region}`;
  const at = ctx.clock.now();
  const log = `auditLogs/${ctx.random.id()}`;
  return ctx.store.transaction(async (tx) => {
    const before = (await tx.get(path))?.data ?? {};
    const { [field]: was = null, ...others } = before;
    const after: DocData = value === null ? others : { ...others, [field]: value as Value };
    tx.set(path, after);
    tx.create(log, {
      type: 'REGIONAL_FEATURE_CHANGED',
      at,
      region: path,
      flag: field,
      before: was,
      after: value as Value,
      changedBy: callerId(ctx),
      reason,
      ip: ctx.origin.ip,
      userAgent: ctx.origin.userAgent.slice(0, 300),
    });
    return after;
  });
}
