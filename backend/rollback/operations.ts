import { z } from 'zod';
import { requireFeatureConfirmation } from '../flags/index.ts';
import { callerId, defineAdminOperation, type Operation, type SystemContext } from '../operations/index.ts';
import {
  deployFeatureVersion,
  disableFeature,
  enableFeature,
  markVersionStable,
  rollbackToVersion,
} from './changes.ts';
import { getFeatureErrors } from './error-log.ts';
import { DEFAULT_ERROR_THRESHOLD, FALLBACKS, type FeatureState, knownFeature } from './feature-state.ts';
import { getRollbackHistory } from './history.ts';
import type { SafeRollback } from './safe-rollback.ts';
import { readFeature, VERSIONS, type VersionDoc } from './versions.ts';

/** What an operator sees of a feature; `consecutiveErrors` are those of the process that answers. */
export interface FeatureStatus extends FeatureState {
  readonly consecutiveErrors: number;
  readonly versions: readonly VersionDoc[];
}

/** The state of a feature with the versions it had, the newest first; null where nothing was ever said of it. */
export async function getFeatureStatus(
  { store }: Pick<SystemContext, 'store'>,
  rollback: SafeRollback,
  feature: string,
): Promise<FeatureStatus | null> {
  const [state, versions] = await Promise.all([
    readFeature(store, feature),
    store.query<VersionDoc>({
      collection: VERSIONS,
      where: [['feature', '==', feature]],
      orderBy: [['deployedAt', 'desc']],
      limit: 20,
    }),
  ]);
  if (!state) return null;
  const consecutiveErrors = rollback.consecutiveErrors(feature);
  return { ...state, consecutiveErrors, versions: versions.map(({ data }) => data) };
}

const forOperators = { access: 'admin', feature: 'rollback', flag: null } as const;
const feature = z.string().min(1).max(64);
const version = z
  .string()
  .regex(/^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$/, 'give a version of up to 64 characters, such as 2.5.0');
/** The feature's exact name, typed, where it reaches a critical flag. */
const confirm = z.string().optional();
const reason = z.string().min(1, 'say why: it goes into the history').max(300);

/** Made once, however many backends this process starts: schemas cost more than all the rest of a module. */
const INPUTS = {
  deployFeatureVersion: z.strictObject({
    feature,
    version,
    markAsStable: z.boolean().default(false),
    hotfix: z.boolean().default(false),
    autoDisableOnError: z.boolean().default(true),
    errorThreshold: z.int().min(1).max(1_000_000).default(DEFAULT_ERROR_THRESHOLD),
    fallbackLogic: z.enum(FALLBACKS).default('graceful_degradation'),
  }),
  markVersionStable: z.strictObject({ feature }),
  rollbackToVersion: z.strictObject({ feature, version, reason, confirm }),
  disableFeature: z.strictObject({ feature, reason, confirm }),
  enableFeature: z.strictObject({ feature, reason: reason.default('enabled by an operator'), confirm }),
  recordFeatureError: z.strictObject({ feature, error: z.string().min(1).max(500) }),
  getFeatureStatus: z.strictObject({ feature }),
  getRollbackHistory: z.strictObject({ feature, limit: z.int().min(1).max(200).default(50) }),
  getFeatureErrors: z.strictObject({ feature, limit: z.int().min(1).max(200).default(50) }),
} as const;

/** The operators' commands; each answers the state that holds then, which this process already obeys. */
export function rollbackOperations(rollback: SafeRollback): readonly Operation[] {
  const applied = async (change: Promise<FeatureState>): Promise<FeatureState> => {
    const state = await change;
    rollback.states.acknowledge(state);
    return state;
  };
  return [
    defineAdminOperation({
      ...forOperators,
      name: 'deployFeatureVersion',
      summary: 'Lets a new version of a feature serve',
      input: INPUTS.deployFeatureVersion,
      handler: (ctx, { feature: name, version: to, ...options }) =>
        applied(deployFeatureVersion(ctx, name, to, options, callerId(ctx))),
    }),
    defineAdminOperation({
      ...forOperators,
      name: 'markVersionStable',
      summary: 'Makes the current version the one to come back to',
      input: INPUTS.markVersionStable,
      handler: (ctx, input) => applied(markVersionStable(ctx, input.feature, callerId(ctx))),
    }),
    defineAdminOperation({
      ...forOperators,
      name: 'rollbackToVersion',
      summary: 'Goes back to an earlier version of a feature',
      input: INPUTS.rollbackToVersion,
      handler: async (ctx, input) => {
        requireFeatureConfirmation(input.feature, input.confirm);
        return applied(rollbackToVersion(ctx, input.feature, input.version, 'manual', callerId(ctx), input.reason));
      },
    }),
    defineAdminOperation({
      ...forOperators,
      name: 'disableFeature',
      summary: 'Switches a feature off',
      input: INPUTS.disableFeature,
      handler: async (ctx, input) => {
        requireFeatureConfirmation(input.feature, input.confirm);
        return applied(disableFeature(ctx, input.feature, 'manual', input.reason, callerId(ctx)));
      },
    }),
    defineAdminOperation({
      ...forOperators,
      name: 'enableFeature',
      summary: 'Switches a feature on again, in full',
      input: INPUTS.enableFeature,
      handler: async (ctx, input) => {
        requireFeatureConfirmation(input.feature, input.confirm);
        return applied(enableFeature(ctx, input.feature, callerId(ctx), input.reason));
      },
    }),
    defineAdminOperation({
      ...forOperators,
      name: 'recordFeatureError',
      summary: 'Reports an error of a feature that was seen elsewhere, such as in a client',
      input: INPUTS.recordFeatureError,
      handler: async (ctx, input) => {
        const name = knownFeature(input.feature);
        await rollback.states.ready(ctx);
        await rollback.recordFeatureError(ctx, name, input.error, { userId: callerId(ctx) });
        return { consecutiveErrors: rollback.consecutiveErrors(name) };
      },
    }),
    defineAdminOperation({
      ...forOperators,
      name: 'getFeatureStatus',
      summary: 'Version, state and errors of a feature',
      input: INPUTS.getFeatureStatus,
      handler: async (ctx, input) => ({ status: await getFeatureStatus(ctx, rollback, knownFeature(input.feature)) }),
    }),
    defineAdminOperation({
      ...forOperators,
      name: 'getRollbackHistory',
      summary: 'What was changed, by whom or what, and why',
      input: INPUTS.getRollbackHistory,
      handler: async (ctx, input) => ({
        history: await getRollbackHistory(ctx, knownFeature(input.feature), input.limit),
      }),
    }),
    defineAdminOperation({
      ...forOperators,
      name: 'getFeatureErrors',
      summary: 'The newest errors of a feature',
      input: INPUTS.getFeatureErrors,
      handler: async (ctx, input) => ({
        errors: await getFeatureErrors(ctx, knownFeature(input.feature), input.limit),
      }),
    }),
  ];
}
