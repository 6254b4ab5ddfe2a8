import {
  ErrorCode,
  type EvaluationContext,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ResolutionDetails,
  StandardResolutionReasons,
} from '@openfeature/server-sdk';
import type { Clock } from '../../ports/index.ts';
import type { Evaluation, EvaluationReason, FlagContext } from '../model.ts';
import { isFeatureFlagKey } from '../registry/index.ts';
import type { FlagService } from '../service/flag-service.ts';

/**
 * Evaluates through OpenFeature, in this process. Booleans are `enabled`; strings the platform's variant or else the state; numbers the
 * roll-out in percent; objects the whole evaluation. Attributes have the names of `FlagContext`; `targetingKey` is the user.
 */
export class LoadgateProvider implements Provider {
  readonly metadata = { name: 'loadgate' };
  readonly runsOn = 'server' as const;
  readonly events = new OpenFeatureEventEmitter();
  readonly #service: FlagService;
  readonly #clock: Clock;
  #stop: () => void = () => {};

  constructor(service: FlagService, clock: Clock) {
    this.#service = service;
    this.#clock = clock;
  }

  async initialize(): Promise<void> {
    await this.#service.flags();
    this.#stop = this.#service.subscribe(() => this.events.emit(ProviderEvents.ConfigurationChanged));
  }

  async onClose(): Promise<void> {
    this.#stop();
  }

  resolveBooleanEvaluation(key: string, defaultValue: boolean, context: EvaluationContext) {
    return this.#resolve(key, defaultValue, context, ({ enabled }) => enabled);
  }

  resolveStringEvaluation(key: string, defaultValue: string, context: EvaluationContext) {
    return this.#resolve(key, defaultValue, context, ({ variant, state }) => variant ?? state);
  }

  async resolveNumberEvaluation(key: string, defaultValue: number, context: EvaluationContext) {
    const rollout = isFeatureFlagKey(key) ? (await this.#service.flags()).get(key)?.config.rollout : undefined;
    return this.#resolve(key, defaultValue, context, ({ enabled }) => (enabled ? (rollout ?? 0) : 0));
  }

  resolveObjectEvaluation<T extends JsonValue>(key: string, defaultValue: T, context: EvaluationContext) {
    return this.#resolve<T>(key, defaultValue, context, (evaluation) => ({ ...evaluation }) as unknown as T);
  }

  async #resolve<T>(
    key: string,
    defaultValue: T,
    context: EvaluationContext,
    read: (evaluation: Evaluation) => T,
  ): Promise<ResolutionDetails<T>> {
    if (!isFeatureFlagKey(key)) {
      const errorMessage = `there is no flag "${key}"`;
      return {
        value: defaultValue,
        reason: StandardResolutionReasons.ERROR,
        errorCode: ErrorCode.FLAG_NOT_FOUND,
        errorMessage,
      };
    }
    const evaluation = await this.#service.evaluate(key, flagContext(context, this.#clock.now()));
    const { state, reason, mode } = evaluation;
    return {
      value: read(evaluation),
      variant: state,
      reason: REASONS[reason] ?? TARGETED,
      flagMetadata: { reason, mode },
    };
  }
}

const TARGETED = StandardResolutionReasons.TARGETING_MATCH;
const REASONS: Partial<Record<EvaluationReason, string>> = {
  on: StandardResolutionReasons.STATIC,
  off: StandardResolutionReasons.DISABLED,
  killed: StandardResolutionReasons.DISABLED,
  canary: StandardResolutionReasons.SPLIT,
  rollout: StandardResolutionReasons.SPLIT,
  'safe-default': StandardResolutionReasons.DEFAULT,
};

function flagContext({ targetingKey, ...attributes }: EvaluationContext, now: number): FlagContext {
  const text = (name: string) => (typeof attributes[name] === 'string' ? attributes[name] : undefined);
  const yes = (name: string) => (typeof attributes[name] === 'boolean' ? attributes[name] : undefined);
  return {
    now,
    userId: targetingKey,
    country: text('country'),
    platform: text('platform'),
    tenant: text('tenant'),
    vip: yes('vip'),
    royal: yes('royal'),
    creator: yes('creator'),
    verified: yes('verified'),
  };
}
