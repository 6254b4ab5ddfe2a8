import { rngFor } from '../../lib/random/index.ts';
import type { HistoryWindow, KnownRun, RunRecord, Summary } from '../history/index.ts';
import { LatencyHistogram } from '../ingest/index.ts';

/** Operations of a made-up mixed workload: journey, requests in ten seconds, median ms. */
const MIX = [
  ['swipe', 'swipe', 1200, 1.5],
  ['swipe', 'getProfile', 180, 1.3],
  ['swipe', 'getDiscoveryFeed', 90, 1.4],
  ['paid-chat', 'sendChatMessage', 200, 1.9],
  ['paid-chat', 'getChatMessages', 50, 1.45],
  ['paid-chat', 'getWallet', 30, 1.2],
  ['voice', 'startCall', 20, 2.5],
  ['voice', 'sessionHeartbeat', 90, 1.15],
  ['voice', 'endCall', 18, 1.9],
] as const;

export interface MadeRun {
  readonly runId?: string;
  readonly seed?: number;
  readonly startedAt?: number;
  /** Multiplies the latency of an operation: a slower build. */
  readonly factor?: (operation: string) => number;
  /** Multiplies all latencies: a slower machine. */
  readonly drift?: number;
  /** Standard deviation of each operation's own level from run to run (natural logarithm). */
  readonly wobble?: number;
  readonly errorRate?: (operation: string) => number;
  /** Multiplies the number of requests. */
  readonly density?: number;
  readonly record?: Partial<RunRecord>;
  /** Phases, each of 60 s; default: one. */
  readonly phases?: readonly string[];
}

const WINDOWS = 6;

/** A run as history knows it, from a seed: log-normal latencies in six windows of ten seconds a phase. */
export function madeRun(made: MadeRun = {}): KnownRun {
  const { seed = 1, runId = `made-${seed}`, drift = 1, wobble = 0.02, density = 1, phases = ['baseline'] } = made;
  const rng = rngFor(seed, 'made-run');
  const normal = () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
  const windows: HistoryWindow[] = [];
  for (const [journey, operation, rate, medianMs] of MIX) {
    const level = medianMs * drift * (made.factor?.(operation) ?? 1) * Math.exp(wobble * normal());
    for (let at = 0; at < WINDOWS * phases.length; at++) {
      const phase = phases[Math.floor(at / WINDOWS)] ?? '';
      const bins = new Map<number, number>();
      const requests = Math.max(1, Math.round(rate * density * (1 + 0.03 * normal())));
      const busy = Math.exp(0.05 * normal());
      let [sumMs, maxMs, errors] = [0, 0, 0];
      for (let i = 0; i < requests; i++) {
        const ms = level * busy * Math.exp(0.6 * normal());
        bins.set(binOf(ms), (bins.get(binOf(ms)) ?? 0) + 1);
        sumMs += ms;
        maxMs = Math.max(maxMs, ms);
        if (rng.next() < (made.errorRate?.(operation) ?? 0)) errors++;
      }
      windows.push({
        ...{ journey, operation, phase, atMs: at * 10_000, measured: true, count: requests, errors, refused: 0 },
        ...{ sumMs, maxMs, bins: [...bins].sort(([a], [b]) => a - b).flat() },
      });
    }
  }
  return { record: recordFor(runId, made, windows, WINDOWS * phases.length * 10), windows };
}

/** Bins of an HDR histogram of 2 significant digits, as ingest makes them. */
function binOf(ms: number): number {
  const us = Math.max(1, Math.round(ms * 1000));
  const width = us < 256 ? 1 : 2 ** (Math.floor(Math.log2(us)) - 7);
  return Math.floor(us / width) * width;
}

function recordFor(runId: string, made: MadeRun, windows: readonly HistoryWindow[], seconds: number): RunRecord {
  const summary = (journey: string, operation: string): Summary => {
    const own = windows.filter(
      (it) => (journey === '' || it.journey === journey) && (operation === '' || it.operation === operation),
    );
    const cells = own.map((it) => ({ ...it, segment: 0, window: 0 }));
    const histogram = LatencyHistogram.of(cells);
    const [requests, errors] = [histogram.count, own.reduce((sum, it) => sum + it.errors, 0)];
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((quantile) => histogram.quantileMs(quantile));
    return {
      ...{ journey, operation, phase: '', requests, rate: requests / seconds, errors, errorRate: errors / requests },
      ...{ refused: 0, p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null, max: histogram.maxMs },
    };
  };
  const distinct = (key: 'journey' | 'operation') => [...new Set(windows.map((it) => it[key]))];
  return {
    schemaVersion: 1,
    runId,
    startedAt: made.startedAt ?? Date.UTC(2026, 8, 1, 2),
    workload: 'mixed-10k',
    profile: 'quick',
    scale: 0.1,
    target: 'embedded',
    machine: 'linux x64, 2 × Test CPU, 8 GiB',
    experiment: null,
    seed: 1,
    commit: '0123456789abcdef0123456789abcdef01234567',
    loadgate: '0.1.0',
    status: 'pass',
    headline: 'Go: mixed-10k held all 14 objectives with 791 users.',
    measured: true,
    durationMs: 90_000,
    costPerUserDay: 0.000428,
    summaries: [
      summary('', ''),
      ...distinct('journey').map((journey) => summary(journey, '')),
      ...distinct('operation').map((operation) => summary('', operation)),
    ],
    ...made.record,
  };
}
