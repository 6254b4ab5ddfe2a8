import { z } from 'zod';
import { OperationError } from '../../../lib/wire/index.ts';
import { keyField } from '../../operations/index.ts';
import { isServing, settingsOf } from '../defaults.ts';
import { flagKeySchema } from '../documents.ts';
import { ENVIRONMENTS, FLAG_STATES, type FlagConfig, type FlagSettings, SHADOW_EXECUTION_TYPES } from '../model.ts';
import { definitionOf } from '../registry/index.ts';

const PLATFORMS = ['web', 'ios', 'android'] as const;
const unique = (items: readonly string[]) => new Set(items).size === items.length;
const list = <T extends z.ZodType<string>>(item: T) =>
  z.array(item).max(1_000, 'give at most 1000').refine(unique, 'give each only once');

/** What an operator may change of a flag. Unknown fields are refused, so that a misspelt one is not silently without effect. */
export const settingsPatch = z
  .strictObject({
    state: z.enum(FLAG_STATES, `give one of ${FLAG_STATES.join(', ')}`),
    /** Pack 416's way to say it: true keeps a serving state or sets `on`, false sets `off`. */
    enabled: z.boolean(),
    env: z.enum(ENVIRONMENTS, `give one of ${ENVIRONMENTS.join(', ')}`),
    rollout: z
      .number('give a percentage from 0 to 100')
      .min(0, 'a roll-out is a percentage from 0 to 100')
      .max(100, 'a roll-out is a percentage from 0 to 100')
      .refine((percent) => Number.isInteger(Math.round(percent * 1e6) / 1e4), 'give steps of 0.01'),
    rolloutUnit: z.enum(['user', 'tenant'], 'give user or tenant'),
    canaryTenants: list(keyField),
    countries: list(
      z
        .string()
        .toUpperCase()
        .regex(/^[A-Z]{2}$/, 'give two-letter country codes such as DE'),
    ),
    platforms: list(z.enum(PLATFORMS, `give platforms out of ${PLATFORMS.join(', ')}`)),
    requiresVip: z.boolean(),
    requiresRoyal: z.boolean(),
    requiresCreator: z.boolean(),
    dependencies: list(flagKeySchema),
    shadowExecution: z.enum(SHADOW_EXECUTION_TYPES, `give one of ${SHADOW_EXECUTION_TYPES.join(', ')}`),
    notes: z.string().max(2_000, 'give at most 2000 characters'),
  })
  .partial();

export type SettingsPatch = z.infer<typeof settingsPatch>;

/**
 * The settings after a change, with what it leaves unsaid: `on` serves everybody, a smaller roll-out of a flag that is on makes it a canary.
 * @throws OperationError `invalid-argument` (`INVALID_CHANGE`, with the field) where the change contradicts itself or the flag's nature
 */
export function patched(config: FlagConfig, patch: SettingsPatch): FlagSettings {
  const { enabled, ...given } = Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Partial<FlagSettings> & { enabled?: boolean };
  const state = stateAfter(config, given, enabled);
  const rollout = given.rollout ?? (state === 'on' ? 100 : config.rollout);
  const after: FlagSettings = { ...settingsOf(config), ...given, state, rollout };

  if (enabled !== undefined && enabled !== isServing(state)) fault('enabled', `it contradicts the state ${state}`);
  if (state === 'on' && rollout < 100) fault('rollout', 'on serves everybody: set the state to canary for a part');
  if (
    state === 'canary' &&
    config.state !== 'canary' &&
    given.rollout === undefined &&
    after.canaryTenants.length === 0
  )
    fault('rollout', 'say how much of the users a canary serves (0 to 100), or name its tenants');
  if (after.dependencies.includes(config.key)) fault('dependencies', `${config.key} cannot depend on itself`);
  if (definitionOf(config.key).killSwitchOnly && !isPlainSwitch(after))
    fault('state', `${config.key} is a kill-switch: it knows on, off and kill only, for everybody alike`);
  return after;
}

function stateAfter(
  config: FlagConfig,
  given: Partial<FlagSettings>,
  enabled: boolean | undefined,
): FlagSettings['state'] {
  if (given.state !== undefined) return given.state;
  const current = enabled === undefined || enabled === isServing(config.state) ? config.state : enabled ? 'on' : 'off';
  return current === 'on' && given.rollout !== undefined && given.rollout < 100 ? 'canary' : current;
}

const isPlainSwitch = (settings: FlagSettings): boolean =>
  settings.state !== 'canary' &&
  settings.state !== 'shadow' &&
  [settings.countries, settings.platforms, settings.canaryTenants].every((targets) => targets.length === 0) &&
  !settings.requiresVip &&
  !settings.requiresRoyal &&
  !settings.requiresCreator;

function fault(field: string, message: string): never {
  throw new OperationError('invalid-argument', `${field}: ${message}`, { reason: 'INVALID_CHANGE', field });
}
