/** From k6's samples to windows of mergeable histograms and counts, in bounded memory. */
export { activeUsers } from './active-users.ts';
export type { Damage } from './damage.ts';
export { type FaultRun, faultRuns } from './faults.ts';
export { countAbove, LatencyHistogram } from './histogram.ts';
export { ingest } from './ingest.ts';
export { isTransport } from './outcome.ts';
export type { Mark, Segment } from './segments.ts';
export type { CountCell, GaugeCell, LatencyCell, RunWindows } from './windows.ts';
export { readWindows, writeWindows } from './windows-file.ts';
