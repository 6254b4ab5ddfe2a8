import { blocksOf, logQuantile, merged } from '../../reports/compare/blocks.ts';
import type { KnownRun } from '../../reports/history/index.ts';

/** The median latency of an operation in the measured windows of a run, ms, as its clients saw it. @throws Error where the run has no such operation */
export function clientMedianMs({ windows, record }: KnownRun, operation: string): number {
  const blocks = blocksOf(windows.filter((window) => window.measured && window.operation === operation));
  const log = logQuantile(blocks.bins, merged(blocks), 0.5);
  if (Number.isNaN(log)) throw new Error(`${record.runId} has no measured requests of ${operation}`);
  return Math.exp(log) / 1000;
}
