import { OperationError } from '../../lib/wire/index.ts';
import { bucketOf } from './bucket.ts';
import { type CompiledFlag, denied, type FlagSet } from './compile.ts';
import type { Evaluation, EvaluationReason, FlagContext, FlagState } from './model.ts';
import type { FeatureFlagKey } from './registry/index.ts';

/**
 * Whether a feature runs for somebody, in which state and mode, and why: a pure function of its arguments. Every rule can only take
 * away (kill first of all), so adding a restriction never enables anything.
 *
 * @throws OperationError `not-found` (`UNKNOWN_FLAG`) for a key that is not in the set
 */
export function evaluate(flags: FlagSet, key: FeatureFlagKey, context: FlagContext): Evaluation {
  const flag = flags.get(key);
  if (flag === undefined)
    throw new OperationError('not-found', `there is no flag "${key}"`, { reason: 'UNKNOWN_FLAG', flag: key });
  return evaluateCompiled(flag, context);
}

function evaluateCompiled(flag: CompiledFlag, context: FlagContext): Evaluation {
  if (flag.fixed !== null) return flag.fixed;
  const { config, key } = flag;

  let state: FlagState = config.state;
  let overridden = false;
  if (flag.overrides !== null && context.tenant !== undefined) {
    const override = flag.overrides.get(context.tenant);
    if (override !== undefined && (override.expiresAt === null || context.now < override.expiresAt)) {
      state = override.state;
      overridden = true;
    }
  }
  if (state === 'kill') return denied(key, overridden ? 'tenant-override' : 'killed', 'kill');
  if (state === 'off') return denied(key, overridden ? 'tenant-override' : 'off');

  const refusal = refusalOf(flag, context);
  if (refusal !== null) return denied(key, refusal);

  for (const needed of flag.dependencies) {
    const answer = evaluateCompiled(needed, context);
    if (answer.enabled) continue;
    if (answer.state !== 'shadow') return denied(key, 'dependency', 'off', needed.key);
    // What it needs only pretends to work, so it may only pretend too.
    state = 'shadow';
  }
  if (state === 'shadow') return shadowed(flag, context);

  let reason: EvaluationReason = overridden ? 'tenant-override' : state === 'on' ? 'on' : 'canary';
  // An override to `on` is for the tenant as a whole; every other way to be served goes through the roll-out.
  if (!(overridden && state === 'on') && !isInRollout(flag, context)) {
    if (flag.canaryTenants === null || context.tenant === undefined || !flag.canaryTenants.has(context.tenant))
      return denied(key, 'rollout');
    reason = 'canary-tenant';
  }
  const mode = flag.degraded ? 'degraded' : 'normal';
  return { key, enabled: true, state, mode, reason, variant: variantOf(flag, context), dependency: null };
}

/** The first targeting rule that the context does not meet. A missing attribute meets no rule that asks for it. */
function refusalOf(flag: CompiledFlag, context: FlagContext): EvaluationReason | null {
  const { config } = flag;
  const { country, platform } = context;
  if (flag.countries !== null && (country === undefined || !flag.countries.has(country))) return 'country';
  if (flag.platforms !== null && (platform === undefined || !flag.platforms.has(platform))) return 'platform';
  if (config.requiresVip && context.vip !== true) return 'requires-vip';
  if (config.requiresRoyal && context.royal !== true) return 'requires-royal';
  if (config.requiresCreator && context.creator !== true) return 'requires-creator';
  const inCountry = flag.countryRules !== null && country !== undefined ? flag.countryRules.get(country) : undefined;
  if (inCountry !== undefined) {
    if (!inCountry.enabled) return 'country-disabled';
    if (inCountry.requireVerification === true && context.verified !== true) return 'verification-required';
  }
  const onPlatform =
    flag.platformRules !== null && platform !== undefined ? flag.platformRules.get(platform) : undefined;
  if (onPlatform !== undefined) {
    if (!onPlatform.enabled) return 'platform-disabled';
    if (onPlatform.requireVerification === true && context.verified !== true) return 'verification-required';
  }
  return null;
}

function isInRollout({ config, seed }: CompiledFlag, context: FlagContext): boolean {
  if (config.rollout >= 100) return true;
  if (config.rollout <= 0) return false;
  const unit = config.rolloutUnit === 'tenant' ? context.tenant : context.userId;
  return unit !== undefined && bucketOf(seed, unit) < config.rollout;
}

const variantOf = ({ variants }: CompiledFlag, { platform }: FlagContext): string | null =>
  variants !== null && platform !== undefined ? (variants.get(platform) ?? null) : null;

const shadowed = (flag: CompiledFlag, context: FlagContext): Evaluation => ({
  key: flag.key,
  enabled: false,
  state: 'shadow',
  mode: 'shadow',
  reason: 'shadow',
  variant: variantOf(flag, context),
  dependency: null,
});
