import { build, type Histogram } from 'hdr-histogram-js';
import { OperationError } from '../../../lib/wire/index.ts';
import type { FeatureFlagKey } from '../registry/index.ts';

/** What calls under one flag did in this process. Times are Unix milliseconds, null: never. */
export interface FlagActivity {
  /** Answered by their handler, or refused by it for a reason of the caller's. */
  readonly accepted: number;
  /** Refused because the flag was not enabled. */
  readonly refused: number;
  /** Let through, and failed by a fault of ours. */
  readonly failed: number;
  /** When the last call that the guard had let through was answered successfully: what propagation is measured to. */
  readonly lastAcceptedAt: number | null;
  readonly lastRefusedAt: number | null;
  /** Of calls that were let through, in ms of the backend's clock; null before the first. */
  readonly latencyP95Ms: number | null;
}

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
