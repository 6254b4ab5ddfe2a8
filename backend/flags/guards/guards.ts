import { OperationError } from '../../../lib/wire/index.ts';
import type { Context, RouteRequest, RouteResponse } from '../../operations/index.ts';
import type { Evaluation } from '../model.ts';
import type { FeatureFlagKey } from '../registry/index.ts';
import { flagContextOf } from '../service/context.ts';
import type { FlagService } from '../service/flag-service.ts';
import type { ActivityLog } from './activity.ts';
import type { FeatureBlocks } from './blocks.ts';

type Handler<I, O> = (ctx: Context, input: I) => Promise<O>;
export type RouteHandler = (ctx: Context, request: RouteRequest) => Promise<RouteResponse>;

export interface Guards {
  /** @throws OperationError `failed-precondition` (`FEATURE_DISABLED`, with flag and state) where the feature is not enabled */
  assertFeatureEnabled(key: FeatureFlagKey, ctx: Context): Promise<Evaluation>;
  isFeatureEnabled(key: FeatureFlagKey, ctx: Context): Promise<boolean>;
  /** Wraps a handler so that it runs only where the feature is enabled. */
  guardFeature<I, O>(key: FeatureFlagKey, handler: Handler<I, O>): Handler<I, O>;
  /** The same for a plain HTTP route: 403 `FEATURE_DISABLED`, with flag and state. */
  featureMiddleware(key: FeatureFlagKey, handler: RouteHandler): RouteHandler;
  /** As `featureMiddleware`; with `shadowModeOk` a flag in shadow runs the handler in mode `shadow`, which must write nothing. */
  requireFlag(key: FeatureFlagKey, shadowModeOk?: boolean): (handler: RouteHandler) => RouteHandler;
}

export interface GuardDeps {
  readonly service: FlagService;
  readonly blocks: FeatureBlocks;
  readonly activity: ActivityLog;
}

/** What a caller sees of a refused operation. */
export const featureDisabled = ({ key, state }: Evaluation): OperationError =>
  new OperationError('failed-precondition', `the feature "${key}" is not available now (${state})`, {
    reason: 'FEATURE_DISABLED',
    flag: key,
    state,
  });

/** Records that a call was refused because of its flag. */
export async function recordBlock(
  { blocks, activity }: GuardDeps,
  ctx: Context,
  evaluation: Evaluation,
  target: string,
): Promise<void> {
  activity.refused(evaluation.key, ctx.clock.now());
  await blocks.record(ctx, evaluation, target);
}

/** The guards of pack 416 §4 and of the thorbis document, under their names. */
export function guardsOf(deps: GuardDeps): Guards {
  const { service } = deps;
  const isAllowed = (answer: Evaluation, shadowModeOk: boolean) =>
    answer.enabled || (shadowModeOk && answer.state === 'shadow');

  const requireFlag: Guards['requireFlag'] =
    (key, shadowModeOk = false) =>
    (handler) =>
    async (ctx, request) => {
      const answer = await service.evaluate(key, flagContextOf(ctx));
      if (isAllowed(answer, shadowModeOk)) return handler({ ...ctx, mode: answer.mode }, request);
      await recordBlock(deps, ctx, answer, 'route');
      return { status: 403, body: { error: 'FEATURE_DISABLED', flag: key, state: answer.state } };
    };

  const assertFeatureEnabled: Guards['assertFeatureEnabled'] = async (key, ctx) => {
    const answer = await service.evaluate(key, flagContextOf(ctx));
    if (answer.enabled) return answer;
    await recordBlock(deps, ctx, answer, 'assert');
    throw featureDisabled(answer);
  };

  return {
    assertFeatureEnabled,
    isFeatureEnabled: async (key, ctx) => (await service.evaluate(key, flagContextOf(ctx))).enabled,
    guardFeature: (key, handler) => async (ctx, input) => {
      const { mode } = await assertFeatureEnabled(key, ctx);
      return handler({ ...ctx, mode }, input);
    },
    featureMiddleware: (key, handler) => requireFlag(key)(handler),
    requireFlag,
  };
}
