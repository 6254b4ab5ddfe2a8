import { type Context, callerId } from '../../operations/index.ts';
import { initialConfig, initialSettings, isServing, settingsOf } from '../defaults.ts';
import type { FlagConfig, FlagSettings, TenantOverride } from '../model.ts';
import { CRITICAL_FEATURES } from '../registry/index.ts';
import type { AuditEntry, FlagSnapshot } from './audit.ts';
import type { Change, Outcome } from './commit.ts';
import type { CurrentFlag } from './current.ts';

const about = (one: TenantOverride | null) => one && { tenant: one.tenant, state: one.state, expiresAt: one.expiresAt };

/** The record of a change that becomes this version. */
export function entryOf(
  ctx: Context,
  { key, action, reason }: Change,
  { config }: CurrentFlag,
  { settings, undoVersion, override }: Outcome,
  version: number,
): AuditEntry {
  const before: FlagSnapshot = { settings: settingsOf(config), ...(override && { override: about(override.before) }) };
  const after: FlagSnapshot = { settings, ...(override && { override: about(override.after) }) };
  return {
    flag: key,
    version,
    action,
    before,
    after,
    tenant: override?.tenant ?? null,
    undoVersion,
    critical: CRITICAL_FEATURES.has(key),
    changedBy: callerId(ctx),
    changedAt: ctx.clock.now(),
    reason,
    ip: ctx.origin.ip,
    userAgent: ctx.origin.userAgent.slice(0, 300),
  };
}

/** The record of an edit around change control: nobody knows who made it, or when. */
export function editEntryOf(
  ctx: Context,
  { config, stored, recordedVersion, undoVersion, edited }: CurrentFlag,
): AuditEntry {
  return {
    flag: config.key,
    version: recordedVersion,
    action: 'external-edit',
    before: { settings: edited?.from ?? initialSettings(config.key) },
    after: { settings: stored ? settingsOf(config) : null },
    tenant: null,
    undoVersion: stored ? undoVersion : null,
    critical: CRITICAL_FEATURES.has(config.key),
    changedBy: 'unknown',
    changedAt: ctx.clock.now(),
    reason: 'found in the store without having gone through change control',
    ip: '',
    userAgent: '',
  };
}

/** The flag's document after an entry. */
export const configAfter = (
  { flag, version, undoVersion, changedBy, changedAt }: AuditEntry,
  settings: FlagSettings | null,
): FlagConfig =>
  settings === null
    ? initialConfig(flag)
    : {
        ...settings,
        key: flag,
        enabled: isServing(settings.state),
        version,
        undoVersion,
        lastUpdatedBy: changedBy,
        lastUpdatedAt: changedAt,
      };
