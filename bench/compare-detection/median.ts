import type { KnownRun } from '../../reports/history/index.ts';

/** The median latency of an operation in the measured windows of a run, ms, as its clients saw it. @throws Error where the run has no such operation */
export function clientMedianMs({ windows, record }: KnownRun, operation: string): number {
  const counts = new Map<number, number>();
  for (const window of windows) {
    if (window.operation !== operation || !window.measured) continue;
    for (let i = 0; i + 1 < window.bins.length; i += 2) {
      const bin = window.bins[i] ?? 0;
      counts.set(bin, (counts.get(bin) ?? 0) + (window.bins[i + 1] ?? 0));
    }
  }
  const half = [...counts.values()].reduce((sum, count) => sum + count, 0) / 2;
  let below = 0;
  for (const [microseconds, count] of [...counts].sort(([a], [b]) => a - b)) {
    below += count;
    if (below >= half) return microseconds / 1000;
  }
  throw new Error(`${record.runId} has no measured requests of ${operation}`);
}
