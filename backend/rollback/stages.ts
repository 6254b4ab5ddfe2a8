import { OperationError } from '../../lib/wire/index.ts';
import type { Context, Operation, Stage } from '../operations/index.ts';
import { isServiceError } from '../watchdog/index.ts';
import { type FeatureState, featuresOf } from './feature-state.ts';
import type { SafeRollback } from './safe-rollback.ts';

/** Makes the fallbacks true: a disabled feature refuses, a degraded one runs in that mode, each call names its version; and counts. */
export const rollbackStage = (rollback: SafeRollback): Stage => ({
  name: 'rollback',
  async run(ctx, operation, input, next) {
    const { flag } = operation;
    if (flag === null) return next(ctx);
    const loading = rollback.states.ready(ctx);
    if (loading) await loading;
    const key = typeof flag === 'function' ? flag(input) : flag;
    const states = featuresOf(key).flatMap((feature) => rollback.states.of(feature) ?? []);
    if (states.length === 0) return next(ctx);
    const off = states.find(({ enabled }) => !enabled);
    if (off) throw disabled(key, off);
    // The most specific name that has a version is the one whose version serves, and that is judged by the outcome.
    const served = states.find(({ currentVersion }) => currentVersion !== '');
    const inner: Context = {
      ...ctx,
      mode: ctx.mode === 'normal' && states.some(({ degradedMode }) => degradedMode) ? 'degraded' : ctx.mode,
      ...(served && { release: { feature: served.feature, version: served.currentVersion } }),
    };
    if (!served) return next(inner);
    try {
      const answer = await next(inner);
      rollback.recordFeatureSuccess(served.feature, served.revision);
      return answer;
    } catch (error) {
      // A refusal by design is neither an error of the version nor a success of it.
      if (isServiceError(error)) {
        const message = error instanceof Error ? error.message : String(error);
        const userId = ctx.caller?.uid;
        const metadata = { operation: operation.name, ...(userId !== undefined && { userId }) };
        await rollback.recordFeatureError(ctx, served.feature, message, metadata, served);
      }
      throw error;
    }
  },
});

const disabled = (flag: string, { feature, disabledReason }: FeatureState): OperationError =>
  new OperationError('failed-precondition', `the feature "${flag}" is not available now (${feature} is disabled)`, {
    reason: 'FEATURE_DISABLED',
    flag,
    feature,
    state: 'off',
    ...(disabledReason !== undefined && { disabledReason }),
  });

/** A version that fails on purpose: `failFraction` of its calls, in [0, 1]. What an experiment deploys as its bad release. */
export interface FaultyRelease {
  readonly feature: string;
  readonly version: string;
  readonly failFraction: number;
}

/** Next to the handler: runs the implementation that belongs to the version that serves. */
export const releaseStage = (faulty: readonly FaultyRelease[]): Stage => ({
  name: 'release',
  async run(ctx, operation: Operation, input, next) {
    const { release } = ctx;
    if (!release) return next(ctx);
    const { feature, version } = release;
    const fault = faulty.find((one) => one.feature === feature && one.version === version);
    if (fault && ctx.random.next() < fault.failFraction)
      throw new Error(`version ${version} of ${feature} fails on purpose`);
    const implementation = operation.versions?.[version];
    return implementation ? implementation(ctx, input) : next(ctx);
  },
});

/**
 * Reads `<feature>@<version>:<fraction>[,…]`, such as `chat@2.5.0:0.9`: the releases that `LOADGATE_FAULTY_RELEASE` plants.
 * @throws Error naming the part that cannot be read
 */
export function parseFaultyReleases(text: string | undefined): FaultyRelease[] {
  const parts = (text ?? '').split(',').filter((part) => part !== '');
  return parts.map((part) => {
    const [, feature, version, fraction] = /^([^@]+)@([^:]+):(\d*\.?\d+)$/.exec(part) ?? [];
    const failFraction = Number(fraction);
    if (feature === undefined || version === undefined || !(failFraction <= 1))
      throw new Error(
        `LOADGATE_FAULTY_RELEASE: "${part}" is not <feature>@<version>:<fraction up to 1>, such as chat@2.5.0:0.9`,
      );
    return { feature, version, failFraction };
  });
}
