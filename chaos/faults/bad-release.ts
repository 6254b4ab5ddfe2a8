import { z } from 'zod';
import { callOperation, type FaultContext } from './context.ts';
import { defineFault, type Notes } from './define.ts';
import { operationsOf } from './flags.ts';

interface Status {
  readonly status: {
    readonly currentVersion: string;
    readonly enabled: boolean;
    readonly degradedMode?: boolean;
  } | null;
}
interface History {
  readonly history: readonly {
    readonly triggeredBy: string;
    readonly action: string;
    readonly at: number;
    readonly reason: string;
  }[];
}
interface Before extends Notes {
  /** Empty: none was deployed. */
  readonly version: string;
}
const version = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$/, 'give a version such as 2.5.0');

/** Consecutive errors after which pack 353 §6 lets a version fall. */
const ERROR_THRESHOLD = 10;

const statusOf = async (ctx: FaultContext, feature: string) =>
  (await callOperation<Status>(ctx, 'getFeatureStatus', { feature })).status;

/** The release that nobody should notice: safe rollback has to see it and take it back before a person does. */
export const badRelease = defineFault({
  summary: 'A version of a feature that fails is deployed; safe rollback has to take it back',
  params: z.strictObject({
    feature: z.string().min(1).max(64).default('chat'),
    version: version.default('2.5.0'),
    /** What it is to fall back to; deployed as stable before. */
    stable: version.default('2.4.0'),
    failFraction: z.number().gt(0).max(1).default(0.9),
    fallback: z.enum(['redirect_to_stable', 'graceful_degradation', 'complete_disable']).default('redirect_to_stable'),
  }),
  // Which version fails is told to the backend when it starts.
  needs: ['target', 'backend-process'],
  sentence: (p) =>
    `Version ${p.version} of ${p.feature} is released, and ${Math.round(p.failFraction * 100)} % of its calls fail`,
  claims: ({ feature }) => [`release:${feature}`],
  touches: ({ feature }) => operationsOf(feature),
  backendEnv: ({ feature, version, failFraction }) => ({
    LOADGATE_FAULTY_RELEASE: `${feature}@${version}:${failFraction}`,
  }),
  prepare: async ({ feature }, ctx): Promise<Before> => ({
    version: (await statusOf(ctx, feature))?.currentVersion ?? '',
  }),
  async apply({ feature, version, stable, fallback }, ctx) {
    await callOperation(ctx, 'deployFeatureVersion', { feature, version: stable, markAsStable: true });
    const beta = { feature, version, errorThreshold: ERROR_THRESHOLD, fallbackLogic: fallback };
    await callOperation(ctx, 'deployFeatureVersion', beta);
  },
  async revert({ feature, version, stable }, ctx, before: Before) {
    const reason = `experiment, fault ${ctx.name} is over`;
    const to = before.version === '' ? stable : before.version;
    const now = await statusOf(ctx, feature);
    if (now?.currentVersion === version)
      await callOperation(ctx, 'rollbackToVersion', { feature, version: to, reason, confirm: feature });
    if (now && (!now.enabled || now.degradedMode === true))
      await callOperation(ctx, 'enableFeature', { feature, reason, confirm: feature });
  },
  async detected({ feature }, ctx, appliedAt) {
    const { history } = await callOperation<History>(ctx, 'getRollbackHistory', { feature });
    const first = history.findLast(({ triggeredBy, at }) => triggeredBy === 'automatic' && at >= appliedAt);
    return first ? { at: first.at, by: `safe rollback: ${first.reason}` } : null;
  },
});
