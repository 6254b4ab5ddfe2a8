import type { ProfileName } from '../plan/types.ts';
import { PACES } from './journeys.ts';
import type { Workload } from './types.ts';

/** What the generator and the embedded backend share. */
export interface Machine {
  readonly cores: number;
  readonly memoryGiB: number;
}

/** Requests per second of generator and backend together that one core carries with p95 far under 0.1 s on two cores. */
const REQUESTS_PER_CORE = 1000;
/** Memory that generator, backend and page cache take for a workload at full size, and what the system keeps for itself. */
const GIB_AT_FULL = 2;
const GIB_RESERVED = 1;

/** Requests per second at the workload's peak and scale 1, estimated from its journeys' paces. */
export function requestRate(workload: Workload, profile: ProfileName): number {
  const atFull = workload.loads.reduce((sum, load) => sum + load.peak * PACES[load.journey].requests, 0);
  return atFull * workload.share[profile];
}

/**
 * The `--scale` at which a workload fits a machine that runs generator and backend: 1 (all of its users) where cores and memory
 * suffice, else the part that they carry, in steps of 0.05 so that close machines run the same load. Never under 0.05, never over 1.
 */
export function scaleFor(machine: Machine, workload: Workload, profile: ProfileName): number {
  const byCpu = (machine.cores * REQUESTS_PER_CORE) / requestRate(workload, profile);
  const byMemory = Math.max(0, machine.memoryGiB - GIB_RESERVED) / (GIB_AT_FULL * workload.share[profile]);
  const fits = Math.floor(Math.min(byCpu, byMemory, 1) * 20) / 20;
  return Math.max(0.05, fits);
}
