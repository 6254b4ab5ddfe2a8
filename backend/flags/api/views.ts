import type { FlagsView, FlagView } from '../../../lib/api/index.ts';
import type { Context } from '../../operations/index.ts';
import type { FlagSet } from '../compile.ts';
import { evaluate } from '../evaluate.ts';
import type { Evaluation, FlagConfig, FlagContext, TenantOverride } from '../model.ts';
import { CRITICAL_FEATURES, categoryOf, definitionOf, type FeatureFlagKey } from '../registry/index.ts';
import { flagContextOf } from '../service/context.ts';
import type { FlagService } from '../service/flag-service.ts';

export const isOperator = ({ caller }: Pick<Context, 'caller'>): boolean =>
  caller?.admin === true || caller?.superAdmin === true;

export function viewOf(config: FlagConfig, overrides: readonly TenantOverride[], forOperator: boolean): FlagView {
  const { canaryTenants, ...rest } = config;
  const { description, safeDefault, killSwitchOnly = false } = definitionOf(config.key);
  return {
    ...rest,
    category: categoryOf(config.key),
    critical: CRITICAL_FEATURES.has(config.key),
    killSwitchOnly,
    description,
    safeDefault,
    ...(forOperator && { canaryTenants, overrides: overrides.filter(({ flag }) => flag === config.key) }),
  };
}

/** All flags, with the caller's own effective states. */
export async function flagsView(service: FlagService, ctx: Context): Promise<FlagsView> {
  const { flags: configs, overrides } = await service.documents();
  const answers = evaluateAll(await service.flags(), flagContextOf(ctx));
  return {
    flags: [...configs.values()].map((config) => viewOf(config, overrides, isOperator(ctx))),
    effective_states: Object.fromEntries(answers.map(({ key, state }) => [key, state])),
    degraded: service.isDegraded,
  };
}

export const evaluateAll = (flags: FlagSet, context: FlagContext): Evaluation[] =>
  [...flags.keys()].map((key: FeatureFlagKey) => evaluate(flags, key, context));
