import type { BilledOperations } from '../../lib/results/index.ts';

/** Everything that costs money, as amounts; linear, so that it can be scaled. */
export interface Usage {
  readonly firestore: readonly BilledOperations[];
  readonly requests: number;
  readonly vcpuSeconds: number;
  readonly gibSeconds: number;
  readonly egressGib: number;
  /** GiB stored for how many days; null where nobody measured what is stored. */
  readonly storedGibDays: number | null;
}

/** What the cost model assumes where a run cannot measure it; each is shown beside the figures that rest on it. */
export interface Assumptions {
  /** How long one user is active on an average day, minutes. */
  readonly activeMinutesPerUserDay: number;
  /** Shape of a function instance: Firebase's defaults for second-generation functions with a whole CPU. */
  readonly vcpus: number;
  readonly memoryGib: number;
  /** Requests that share an instance. */
  readonly concurrency: number;
  /** CPU that an instance uses before another one starts. */
  readonly utilization: number;
  /** CPU of one request where the target does not report its own, seconds. */
  readonly cpuSecondsPerRequest: number;
}

export const ASSUMPTIONS: Assumptions = {
  activeMinutesPerUserDay: 15,
  vcpus: 1,
  memoryGib: 0.5,
  concurrency: 80,
  utilization: 0.6,
  cpuSecondsPerRequest: 0.002,
};

/** What a run can measure. */
export interface MeasuredUse {
  readonly billed: readonly BilledOperations[];
  readonly requests: number;
  /** Sum of all requests' durations, s. */
  readonly requestSeconds: number;
  readonly receivedBytes: number;
  readonly cpuSeconds: number | null;
  readonly storedBytes: number | null;
  readonly durationMs: number;
}

const GIB = 2 ** 30;
const DAY_MS = 86_400_000;

/**
 * Amounts of a run. Instances are billed while they have a request: for as long as their CPU needs, or as the requests that share them last, whichever is
 * more.
 */
export function usageOf(run: MeasuredUse, assume: Assumptions): Usage {
  const cpuSeconds = run.cpuSeconds ?? run.requests * assume.cpuSecondsPerRequest;
  const byCpu = cpuSeconds / (assume.vcpus * assume.utilization);
  const instanceSeconds = Math.max(byCpu, run.requestSeconds / assume.concurrency);
  return {
    firestore: run.billed,
    requests: run.requests,
    vcpuSeconds: instanceSeconds * assume.vcpus,
    gibSeconds: instanceSeconds * assume.memoryGib,
    egressGib: run.receivedBytes / GIB,
    storedGibDays: run.storedBytes === null ? null : (run.storedBytes / GIB) * (run.durationMs / DAY_MS),
  };
}

/** `times` as much of everything; stored data is given apart, since it does not grow with requests. */
export function scaleUsage(usage: Usage, times: number, storedGibDays: number | null): Usage {
  return {
    firestore: usage.firestore.map((row) => ({
      ...row,
      reads: row.reads * times,
      writes: row.writes * times,
      deletes: row.deletes * times,
    })),
    requests: usage.requests * times,
    vcpuSeconds: usage.vcpuSeconds * times,
    gibSeconds: usage.gibSeconds * times,
    egressGib: usage.egressGib * times,
    storedGibDays,
  };
}
