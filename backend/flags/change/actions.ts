/** What operators may do to a flag, each as the decision of one transaction. */
import { OperationError } from '../../../lib/wire/index.ts';
import type { Transaction } from '../../ports/index.ts';
import { initialSettings, isServing, settingsOf } from '../defaults.ts';
import { readOverride } from '../documents.ts';
import type { FlagConfig, FlagState, TenantOverride } from '../model.ts';
import { flagPath, overridePath } from '../paths.ts';
import type { FeatureFlagKey } from '../registry/index.ts';
import { readAuditEntry, same } from './audit.ts';
import type { Change, Outcome } from './commit.ts';
import type { CurrentFlag } from './current.ts';
import { cycleThrough } from './cycles.ts';
import { dependencyCycle, nothingToRollBack, staleVersion, versionRequired } from './errors.ts';
import { patched, type SettingsPatch } from './settings.ts';

type Decide = Change['decide'];
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** Refuses a change that was made on another version than the one in the store. */
export function onVersion(expected: number | undefined, required: boolean, decide: Decide): Decide {
  return async (current, tx) => {
    const { version } = current.config;
    if (expected === undefined && required) throw versionRequired(version);
    if (expected !== undefined && expected !== version) throw staleVersion(expected, current.config);
    return decide(current, tx);
  };
}

const withSettings = ({ config, recordedVersion }: CurrentFlag, settings: Outcome['settings']): Outcome | null =>
  same(settings, settingsOf(config)) ? null : { settings, undoVersion: recordedVersion };

export const update =
  (patch: SettingsPatch): Decide =>
  async (current, tx) => {
    const settings = patched(current.config, patch);
    if (patch.dependencies) await refuseCycle(tx, current.config.key, settings.dependencies);
    return withSettings(current, settings);
  };

/** Needs no version: a kill can undo no other change, and must not fail because somebody else was quicker. */
export const kill: Decide = async (current) => withSettings(current, { ...settingsOf(current.config), state: 'kill' });

/** Back to the settings before the last change; a second roll-back goes one further. Overrides stay. */
export const rollback: Decide = async ({ config: { key }, undoVersion }, tx) => {
  if (undoVersion === null) throw nothingToRollBack(key);
  if (undoVersion === 0) return { settings: initialSettings(key), undoVersion: null };
  const entry = await readAuditEntry(tx, key, undoVersion);
  if (entry === null) throw nothingToRollBack(key);
  const settings = entry.after.settings ?? initialSettings(key);
  await refuseCycle(tx, key, settings.dependencies);
  return { settings, undoVersion: entry.undoVersion };
};

/** Removes the document. What is off must not come on by that, so it is refused where the registry serves more than the flag does now. */
export const remove: Decide = async ({ config, stored }) => {
  if (!stored) return null;
  if (isServing(initialSettings(config.key).state) && config.state !== 'on') {
    const message = `${config.key} is ${config.state} and would come on without its document: switch it on first`;
    throw new OperationError('failed-precondition', message, { reason: 'DELETE_WOULD_ENABLE', flag: config.key });
  }
  return { settings: null, undoVersion: null };
};

/** Writes the document of a flag that has none, so that clients that read documents see it. */
export const create: Decide = async ({ config, stored }) =>
  stored ? null : { settings: settingsOf(config), undoVersion: null };

export interface OverrideChange {
  readonly tenant: string;
  /** Null: the override is removed. */
  readonly state: FlagState | null;
  readonly expiresAt: number | null;
}

export const override =
  ({ tenant, state, expiresAt }: OverrideChange): Decide =>
  async ({ config, undoVersion }, tx) => {
    const doc = await tx.get(overridePath(tenant, config.key));
    const before = doc && readOverride(doc, SILENT);
    const after: TenantOverride | null = state && { tenant, flag: config.key, state, expiresAt };
    if (same(before, after)) return null;
    return { settings: settingsOf(config), undoVersion, override: { tenant, before, after } };
  };

/** Reads the flags on the way through the transaction, so that two changes cannot close a cycle together. */
async function refuseCycle(
  tx: Transaction,
  key: FeatureFlagKey,
  dependencies: readonly FeatureFlagKey[],
): Promise<void> {
  const known = new Map<FeatureFlagKey, readonly FeatureFlagKey[]>([[key, dependencies]]);
  let open = [...dependencies];
  while (open.length > 0) {
    const docs = await tx.getAll<Partial<FlagConfig>>(open.map(flagPath));
    open.forEach((flag, i) => void known.set(flag, docs[i]?.data.dependencies ?? initialSettings(flag).dependencies));
    open = [...new Set(open.flatMap((flag) => known.get(flag) ?? []))].filter((flag) => !known.has(flag));
  }
  const cycle = cycleThrough(key, (flag) => known.get(flag) ?? []);
  if (cycle) throw dependencyCycle(cycle);
}
