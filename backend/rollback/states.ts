import type { SystemContext } from '../operations/index.ts';
import { type FeatureState, readState, SYSTEM_FEATURES } from './feature-state.ts';

const ALL = { collection: SYSTEM_FEATURES };

/** The features' states in this process: pushed by the store, and by this process's own changes before they are acknowledged. */
export class FeatureStates {
  readonly #states = new Map<string, FeatureState>();
  #pushed: ReadonlySet<string> = new Set();
  #loaded: Promise<void> | null = null;
  #stop: (() => void) | null = null;

  start({ store }: Pick<SystemContext, 'store'>): void {
    this.#stop ??= store.listenQuery(ALL, (docs) => {
      for (const doc of docs) this.apply(readState(doc));
      const there = new Set(docs.map(({ id }) => id));
      // Only what an earlier push held can have been deleted: a change of our own may be newer than this push.
      for (const feature of this.#pushed) if (!there.has(feature)) this.#states.delete(feature);
      this.#pushed = there;
    });
  }

  close(): void {
    this.#stop?.();
  }

  /** Reads the store once, before the first answer; null from then on. A failure is retried by the next call. */
  ready({ store }: Pick<SystemContext, 'store'>): Promise<void> | null {
    if (this.#loaded === LOADED) return null;
    this.#loaded ??= store.query(ALL).then(
      (docs) => {
        for (const doc of docs) this.apply(readState(doc));
        this.#loaded = LOADED;
      },
      (error: unknown) => {
        this.#loaded = null;
        throw error;
      },
    );
    return this.#loaded;
  }

  all(): readonly FeatureState[] {
    return [...this.#states.values()];
  }

  of(feature: string): FeatureState | undefined {
    return this.#states.get(feature);
  }

  /**
   * Takes over what a change of this process left. Revision 0 is no state of the store: a change that found nothing to do on a feature
   * without a document must not undo what another process has made of it meanwhile.
   */
  acknowledge(state: FeatureState): void {
    if (state.revision > 0) this.apply(state);
  }

  /** Takes over a state, unless a newer one is known. One without a revision was written by hand, and counts. */
  apply(state: FeatureState): void {
    const known = this.#states.get(state.feature);
    if (known && state.revision > 0 && known.revision > state.revision) return;
    this.#states.set(state.feature, state);
  }
}

const LOADED = Promise.resolve();
