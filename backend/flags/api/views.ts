import type { Context } from '../../operations/index.ts';
import type { FlagSet } from '../compile.ts';
import { evaluate } from '../evaluate.ts';
import type { Evaluation, FlagConfig, FlagContext, FlagState, TenantOverride } from '../model.ts';
import {
  CRITICAL_FEATURES,
  categoryOf,
  definitionOf,
  type FeatureCategory,
  type FeatureFlagKey,
} from '../registry/index.ts';
import { flagContextOf } from '../service/context.ts';
import type { FlagService } from '../service/flag-service.ts';

/** A flag as clients and operators see it. */
export interface FlagView extends Omit<FlagConfig, 'canaryTenants'> {
  readonly category: FeatureCategory;
  readonly critical: boolean;
  readonly killSwitchOnly: boolean;
  readonly description: string;
  readonly safeDefault: boolean;
  /** For operators only: which tenants are chosen is nobody else's business. */
  readonly canaryTenants?: readonly string[];
  readonly overrides?: readonly TenantOverride[];
}

export interface FlagsView {
  readonly flags: readonly FlagView[];
  /** In effect for whoever asks. */
  readonly effective_states: Readonly<Record<string, FlagState>>;
  /** True while safe defaults apply because the store cannot be read. */
  readonly degraded: boolean;
}

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
