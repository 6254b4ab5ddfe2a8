import type { FeatureFlagKey } from '../registry/index.ts';

/** What calls under one flag did in this process. Times are Unix milliseconds, null: never. */
export interface FlagActivity {
  readonly accepted: number;
  readonly refused: number;
  /** When the last call that the guard had let through was answered successfully: what propagation is measured to. */
  readonly lastAcceptedAt: number | null;
  readonly lastRefusedAt: number | null;
}

type Counts = { -readonly [K in keyof FlagActivity]: FlagActivity[K] };

/** Counts and times per flag: from the acknowledged flip to `lastAcceptedAt` is the measured propagation. */
export class ActivityLog {
  readonly #flags = new Map<FeatureFlagKey, Counts>();

  of(key: FeatureFlagKey): FlagActivity {
    return { ...this.#counts(key) };
  }

  accepted(key: FeatureFlagKey, now: number): void {
    const counts = this.#counts(key);
    counts.accepted++;
    counts.lastAcceptedAt = now;
  }

  refused(key: FeatureFlagKey, now: number): void {
    const counts = this.#counts(key);
    counts.refused++;
    counts.lastRefusedAt = now;
  }

  #counts(key: FeatureFlagKey): Counts {
    let counts = this.#flags.get(key);
    if (counts === undefined) {
      counts = { accepted: 0, refused: 0, lastAcceptedAt: null, lastRefusedAt: null };
      this.#flags.set(key, counts);
    }
    return counts;
  }
}
