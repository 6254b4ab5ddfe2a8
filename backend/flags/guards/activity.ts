import { build, type Histogram } from 'hdr-histogram-js';
import type { FlagActivity } from '../../../lib/api/index.ts';
import { OperationError } from '../../../lib/wire/index.ts';
import type { FeatureFlagKey } from '../registry/index.ts';

interface Counts {
  accepted: number;
  refused: number;
  failed: number;
  lastAcceptedAt: number | null;
  lastRefusedAt: number | null;
  readonly latency: Histogram;
}

/** Codes that say that we failed, not the caller. */
const FAULTS = new Set(['unknown', 'internal', 'unavailable', 'deadline-exceeded', 'data-loss']);
const LONGEST_MS = 60_000;

/** Counts and times per flag: from the acknowledged flip to `lastAcceptedAt` is the measured propagation. */
export class ActivityLog {
  readonly #flags = new Map<FeatureFlagKey, Counts>();

  of(key: FeatureFlagKey): FlagActivity {
    const { latency, ...counts } = this.#counts(key);
    return { ...counts, latencyP95Ms: latency.totalCount === 0 ? null : latency.getValueAtPercentile(95) };
  }

  accepted(key: FeatureFlagKey, startedAt: number, now: number): void {
    const counts = this.#counts(key);
    counts.accepted++;
    counts.lastAcceptedAt = now;
    record(counts, now - startedAt);
  }

  /** A call that was let through and threw: a refusal of the domain is an answer, anything else a fault. */
  threw(key: FeatureFlagKey, error: unknown, startedAt: number, now: number): void {
    const counts = this.#counts(key);
    if (error instanceof OperationError && !FAULTS.has(error.code)) counts.accepted++;
    else counts.failed++;
    record(counts, now - startedAt);
  }

  refused(key: FeatureFlagKey, now: number): void {
    const counts = this.#counts(key);
    counts.refused++;
    counts.lastRefusedAt = now;
  }

  #counts(key: FeatureFlagKey): Counts {
    let counts = this.#flags.get(key);
    if (counts === undefined) {
      const latency = build({
        lowestDiscernibleValue: 1,
        highestTrackableValue: LONGEST_MS,
        numberOfSignificantValueDigits: 2,
      });
      counts = { accepted: 0, refused: 0, failed: 0, lastAcceptedAt: null, lastRefusedAt: null, latency };
      this.#flags.set(key, counts);
    }
    return counts;
  }
}

const record = ({ latency }: Counts, ms: number): void =>
  latency.recordValue(Math.min(LONGEST_MS, Math.max(0, Math.round(ms))));
