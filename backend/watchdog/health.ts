import type { WatchedService } from '../operations/index.ts';
import { type HeartbeatDoc, sliceMs } from './heartbeats.ts';
import { mergeHistograms } from './latencies.ts';
import { MIN_LATENCY_SAMPLES, SERVICES, THRESHOLDS } from './services.ts';

export type ServiceStatus = 'healthy' | 'degraded' | 'down';

/** What all processes together saw of a service in its last interval. Times in ms. */
export interface ServiceStats {
  readonly operations: number;
  readonly errors: number;
  readonly latencySamples: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly firstHeartbeatAt: number | null;
  readonly lastHeartbeatAt: number | null;
  readonly lastSuccessAt: number | null;
  readonly lastError: string | null;
}

const latest = (times: readonly (number | null)[]): number | null =>
  times.reduce((a, b) => (a === null ? b : b === null ? a : Math.max(a, b)), null);

/** Adds up the processes' slices that reach into the interval before `now`. */
export function statsOf(service: WatchedService, docs: readonly HeartbeatDoc[], now: number): ServiceStats {
  const from = now - SERVICES[service].checkEveryMs;
  const slices = docs.flatMap((doc) => doc.slices).filter(({ start }) => start + sliceMs(service) > from);
  const histogram = mergeHistograms(slices.map(({ latencies }) => latencies));
  const percentile = (p: number) => (histogram.totalCount === 0 ? 0 : histogram.getValueAtPercentile(p));
  const newest = docs.toSorted((a, b) => b.lastHeartbeatAt - a.lastHeartbeatAt);
  return {
    operations: slices.reduce((sum, slice) => sum + slice.operations, 0),
    errors: slices.reduce((sum, slice) => sum + slice.errors, 0),
    latencySamples: histogram.totalCount,
    p50: percentile(50),
    p95: percentile(95),
    p99: percentile(99),
    firstHeartbeatAt: docs.length === 0 ? null : Math.min(...docs.map((doc) => doc.firstHeartbeatAt)),
    lastHeartbeatAt: newest[0]?.lastHeartbeatAt ?? null,
    lastSuccessAt: latest(docs.map((doc) => doc.lastSuccessAt)),
    lastError: newest.find((doc) => doc.lastError !== null)?.lastError ?? null,
  };
}

export interface Verdict {
  readonly status: ServiceStatus;
  /** What is wrong, in words; empty when healthy. */
  readonly reasons: readonly string[];
}

/**
 * Judges a service. `systemActiveAt`: the last heartbeat of any service, so that a system nobody uses at night is not down. The
 * `previous` status holds on where nothing was heard since, and the last that was heard was a failure.
 */
export function judge(
  service: WatchedService,
  stats: ServiceStats,
  { now, systemActiveAt, previous }: { now: number; systemActiveAt: number | null; previous: ServiceStatus },
): Verdict {
  const { maxInactivityMs, maxErrors } = SERVICES[service];
  const { operations, errors, lastHeartbeatAt } = stats;
  if (lastHeartbeatAt === null) return { status: 'healthy', reasons: [] };
  const silentMs = now - lastHeartbeatAt;
  const systemInUse = systemActiveAt !== null && now - systemActiveAt <= maxInactivityMs;
  if (silentMs > maxInactivityMs && systemInUse)
    return {
      status: 'down',
      reasons: [`no heartbeat for ${Math.round(silentMs / 1000)} s while the system is in use`],
    };
  if (operations === 0) {
    const lastFailed = stats.lastSuccessAt !== lastHeartbeatAt;
    return lastFailed && previous !== 'healthy'
      ? { status: previous, reasons: ['no operation since'] }
      : { status: 'healthy', reasons: [] };
  }
  const failing = errors >= maxErrors;
  if (failing && errors === operations) return { status: 'down', reasons: [`all of ${operations} operations failed`] };
  const reasons: string[] = [];
  if (failing && errors / operations > THRESHOLDS.error_rate.warning)
    reasons.push(`${errors} of ${operations} operations failed`);
  if (stats.latencySamples >= MIN_LATENCY_SAMPLES && stats.p95 > THRESHOLDS.response_time_p95.warning)
    reasons.push(`p95 is ${stats.p95} ms`);
  return { status: reasons.length > 0 ? 'degraded' : 'healthy', reasons };
}
