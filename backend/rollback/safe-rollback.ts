import type { MetricFamily, SystemContext } from '../operations/index.ts';
import { ErrorLog } from './error-log.ts';
import { fallBack } from './fall-back.ts';
import type { FeatureState } from './feature-state.ts';
import { FeatureStates } from './states.ts';

type Part = Pick<SystemContext, 'store' | 'clock' | 'random' | 'log' | 'scheduler'>;

/** What is known of a failure beside its message. */
export interface ErrorMetadata {
  readonly operation?: string;
  readonly userId?: string;
}

interface Streak {
  revision: number;
  errors: number;
}

/**
 * Watches how the versions of features do in this process. Counting is exact and in memory: each error of the revision that serves adds
 * one, each success of it starts anew, and what belongs to an older revision counts for nothing. A process judges by what it sees itself;
 * the store is asked only when the threshold is reached, and decides between processes.
 */
export class SafeRollback {
  readonly states = new FeatureStates();
  readonly #errors = new ErrorLog();
  readonly #streaks = new Map<string, Streak>();
  readonly #falling = new Map<string, Promise<void>>();

  readonly metrics: readonly MetricFamily[] = [
    {
      name: 'feature_mode',
      help: 'How each managed feature serves: 0 fully, 1 degraded, 2 disabled; its version is a label',
      type: 'gauge',
      read: () =>
        this.states.all().map(({ feature, currentVersion, enabled, degradedMode }) => ({
          labels: { feature, version: currentVersion },
          value: enabled ? (degradedMode ? 1 : 0) : 2,
        })),
    },
    {
      name: 'feature_consecutive_errors',
      help: 'Errors of each managed feature in this process since its last success',
      type: 'gauge',
      read: () =>
        this.states.all().map(({ feature }) => ({ labels: { feature }, value: this.consecutiveErrors(feature) })),
    },
  ];

  /** Errors since the last success of the revision that serves. */
  consecutiveErrors(feature: string): number {
    const streak = this.#streaks.get(feature);
    return streak?.revision === this.states.of(feature)?.revision ? (streak?.errors ?? 0) : 0;
  }

  recordFeatureSuccess(feature: string, revision: number): void {
    const streak = this.#streaks.get(feature);
    if (streak?.revision === revision) streak.errors = 0;
  }

  /**
   * Records an error of the version that served when the work began (`served`; the current one when absent), and falls back when it is
   * one too many: resolves once that is decided.
   */
  async recordFeatureError(
    ctx: Part,
    feature: string,
    error: string,
    metadata: ErrorMetadata = {},
    served: FeatureState | undefined = this.states.of(feature),
  ): Promise<void> {
    const { operation = null, userId = null } = metadata;
    this.#errors.record(ctx, { feature, version: served?.currentVersion ?? '', operation, userId, error });
    const current = this.states.of(feature);
    if (!served || !current || served.revision !== current.revision || current.currentVersion === '') return;
    const errors = this.#count(feature, current.revision);
    if (errors < current.errorThreshold || !current.autoDisableOnError || !current.enabled) return;
    if (ctx.clock.now() < current.coolDownUntil) return;
    await this.#fallBackOnce(ctx, feature, current.revision, errors, error);
  }

  #count(feature: string, revision: number): number {
    const streak = this.#streaks.get(feature);
    if (streak?.revision === revision) return ++streak.errors;
    this.#streaks.set(feature, { revision, errors: 1 });
    return 1;
  }

  /** Errors that come while a fallback is being decided wait for the same decision. */
  async #fallBackOnce(ctx: Part, feature: string, revision: number, errors: number, lastError: string): Promise<void> {
    let falling = this.#falling.get(feature);
    if (!falling) {
      falling = fallBack(ctx, feature, revision, { errors, lastError })
        .then((state) => {
          this.states.acknowledge(state);
          ctx.log.error('feature fell back', {
            feature,
            errors,
            version: state.currentVersion,
            enabled: state.enabled,
          });
        })
        // The streak stays: the next error tries again.
        .catch((error: unknown) => ctx.log.error('fallback failed', { feature, error: String(error) }))
        .finally(() => this.#falling.delete(feature));
      this.#falling.set(feature, falling);
    }
    await falling;
  }
}
