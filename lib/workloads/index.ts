/** The workloads of pack 353 §7: who does what, how many, how fast, for how long. Objectives are in `lib/slo`. */
import { events1m } from './events-1m.ts';
import { mixed10k } from './mixed-10k.ts';
import { read100k } from './read-100k.ts';
import { smoke } from './smoke.ts';
import type { Workload, WorkloadName } from './types.ts';

export { PACES } from './journeys.ts';
export { type Machine, requestRate, scaleFor } from './scale-for.ts';
export {
  JOURNEY_NAMES,
  type JourneyLoad,
  type JourneyName,
  type JourneyPace,
  WORKLOAD_NAMES,
  type Workload,
  type WorkloadName,
} from './types.ts';

/** A new workload is one new file and one line here. */
export const WORKLOADS: Readonly<Record<WorkloadName, Workload>> = {
  'mixed-10k': mixed10k,
  'read-100k': read100k,
  'events-1m': events1m,
  smoke,
};

export const isWorkloadName = (name: string): name is WorkloadName => Object.hasOwn(WORKLOADS, name);
