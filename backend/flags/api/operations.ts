import { z } from 'zod';
import { CANARY_METRICS } from '../../../lib/canary/index.ts';
import { OperationError } from '../../../lib/wire/index.ts';
import { defineAdminOperation, limitField, type MetricFamily, type Operation } from '../../operations/index.ts';
import { prometheusText } from '../../operations/prometheus.ts';
import { canaryStatus, measuredMetrics } from '../canary/index.ts';
import { historyOf, verifyAudit } from '../change/history.ts';
import { FEATURE_FLAG_KEYS, featureFlagKey } from '../registry/index.ts';
import { actInput, overrideInput, toggleInput, updateInput } from './requests.ts';
import type { ApiDeps } from './routes.ts';
import { getFeatureFlagStats } from './stats.ts';
import { flagsView } from './views.ts';

const metricsOf = z.partialRecord(z.enum(CANARY_METRICS), z.number());

type Spec<I, O> = Pick<Operation<I, O>, 'name' | 'summary' | 'input' | 'handler'> & Partial<Pick<Operation, 'access'>>;

/** Made once, however many backends this process starts: schemas cost more than all the rest of a module. */
const INPUTS = {
  getFeatureFlags: z.strictObject({}),
  initializeFeatureFlags: z.strictObject({}),
  getFeatureFlagHistory: z.strictObject({
    key: z.string(),
    limit: limitField(200).default(50),
    cursor: z.string().optional(),
  }),
  getFeatureFlagActivity: z.strictObject({ key: z.string() }),
  getCanaryStatus: z.strictObject({ metrics: z.record(z.string(), metricsOf).default({}) }),
  getFeatureFlagStats: z.strictObject({ startDate: z.number(), endDate: z.number() }),
  getFeatureFlagMetrics: z.strictObject({}),
} as const;

/** The callable surface, under the source's names. None is guarded by a flag: flags are what one reaches for when everything is off. */
export function flagOperations(deps: ApiDeps, metrics: readonly MetricFamily[]): Operation[] {
  const { service, control, activity } = deps;
  const define = <I, O>(spec: Spec<I, O>) =>
    defineAdminOperation({ access: 'admin', ...spec, feature: 'flags', flag: null });

  return [
    define({
      name: 'getFeatureFlags',
      summary: 'All flags with the caller’s effective states',
      access: 'user',
      input: INPUTS.getFeatureFlags,
      handler: (ctx) => flagsView(service, ctx),
    }),
    define({
      name: 'updateFeatureFlag',
      summary: 'Change settings of a flag',
      input: updateInput,
      handler: (ctx, { key: flag, updates: patch, ...rest }) => control.update(ctx, { ...rest, flag, patch }),
    }),
    define({
      name: 'toggleFeatureFlag',
      summary: 'Switch a flag on or off',
      input: toggleInput,
      handler: (ctx, { key: flag, enabled, ...rest }) => control.update(ctx, { ...rest, flag, patch: { enabled } }),
    }),
    define({
      name: 'killFeatureFlag',
      summary: 'Kill-switch: off for everybody at once',
      input: actInput,
      handler: (ctx, { key: flag, ...rest }) => control.kill(ctx, { ...rest, flag }),
    }),
    define({
      name: 'rollbackFeatureFlag',
      summary: 'Back to the settings before the last change',
      input: actInput,
      handler: (ctx, { key: flag, ...rest }) => control.rollback(ctx, { ...rest, flag }),
    }),
    define({
      name: 'setFeatureFlagOverride',
      summary: 'Set or (state null) remove a tenant’s override',
      input: overrideInput,
      handler: (ctx, { key: flag, tenant, state, expiresAt, ...rest }) =>
        control.override(ctx, {
          ...rest,
          flag,
          override: { tenant, state, ...(expiresAt !== undefined && { expiresAt }) },
        }),
    }),
    define({
      name: 'deleteFeatureFlag',
      summary: 'Remove a flag’s document (super-admins)',
      input: actInput,
      handler: (ctx, { key: flag, ...rest }) => control.remove(ctx, { ...rest, flag }),
    }),
    define({
      name: 'initializeFeatureFlags',
      summary: 'Write a document for every flag that has none, for clients that read documents',
      input: INPUTS.initializeFeatureFlags,
      handler: async (ctx) => {
        let created = 0;
        for (const flag of FEATURE_FLAG_KEYS)
          if ((await control.create(ctx, { flag, reason: 'initialisation' })).changed) created++;
        return { created, total: FEATURE_FLAG_KEYS.length };
      },
    }),
    define({
      name: 'getFeatureFlagHistory',
      summary: 'Changes of a flag, newest first, and whether its audit adds up to its state',
      input: INPUTS.getFeatureFlagHistory,
      handler: async (ctx, { key, limit, cursor }) => {
        const flag = featureFlagKey(key);
        const [page, { faults }] = await Promise.all([
          historyOf(ctx.store, flag, limit, cursor),
          verifyAudit(ctx.store, flag),
        ]);
        return { ...page, faults };
      },
    }),
    define({
      name: 'getFeatureFlagActivity',
      summary: 'What calls under a flag did in this process: for measuring propagation',
      input: INPUTS.getFeatureFlagActivity,
      handler: async (ctx, { key }) => ({ ...activity.of(featureFlagKey(key)), at: ctx.clock.now() }),
    }),
    define({
      name: 'getCanaryStatus',
      summary:
        'How far each roll-out is, judged by its criteria; `metrics` adds what is measured elsewhere (satisfaction, tickets)',
      input: INPUTS.getCanaryStatus,
      handler: async (ctx, { metrics: elsewhere }) => {
        const { flags } = await service.documents();
        const now = ctx.clock.now();
        const all = [...flags.values()].map((config) =>
          canaryStatus(
            ctx.store,
            config,
            { ...measuredMetrics(activity.of(config.key)), ...elsewhere[config.key] },
            now,
          ),
        );
        return { rollouts: (await Promise.all(all)).filter((status) => status !== null) };
      },
    }),
    define({
      name: 'getFeatureFlagStats',
      summary: 'Changes between two dates (Unix milliseconds)',
      input: INPUTS.getFeatureFlagStats,
      handler: async (ctx, { startDate, endDate }) => {
        if (endDate > startDate) return getFeatureFlagStats(ctx.store, startDate, endDate);
        throw new OperationError('invalid-argument', 'endDate: must be after startDate', { field: 'endDate' });
      },
    }),
    define({
      name: 'getFeatureFlagMetrics',
      summary: 'The metrics of flags in Prometheus’ text format',
      input: INPUTS.getFeatureFlagMetrics,
      handler: () => prometheusText(metrics),
    }),
  ];
}

/** What changes flags: refusals of these before their handler are audited. */
export const CHANGING_OPERATIONS: ReadonlySet<string> = new Set([
  'updateFeatureFlag',
  'toggleFeatureFlag',
  'killFeatureFlag',
  'rollbackFeatureFlag',
  'setFeatureFlagOverride',
  'deleteFeatureFlag',
  'initializeFeatureFlags',
  'setCountryFeature',
  'setPlatformFeature',
]);
