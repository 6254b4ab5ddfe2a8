/** Which users a canary serves: one stable bucket for each (flag, user), the same in the backend, in k6 and in reports. */
import { hash32 } from '../random/index.ts';

export {
  CANARY_METRICS,
  type CanaryCriteria,
  type CanaryMetric,
  type Criterion,
  criteriaFor,
  wayBack,
} from './criteria.ts';

const STEPS = 10_000;

/** Makes the buckets of different flags independent of each other; computed once per flag. */
export const bucketSeed = (key: string): number => hash32(key);

/** As {@link calculateRolloutBucket}, with the flag's seed at hand. */
export const bucketOf = (seed: number, unitId: string): number => (hash32(unitId, seed) % STEPS) / 100;

/**
 * Where a user (or tenant) falls: 0 ≤ bucket < 100 in steps of 0.01, the same for ever for one (flag, user). A roll-out of R percent
 * serves the buckets below R, so growing it never removes anybody. (pack 416 §1)
 */
export const calculateRolloutBucket = (key: string, unitId: string): number => bucketOf(bucketSeed(key), unitId);

/** A share of users, by the bucket that they have under a flag. */
export interface CanarySplit {
  readonly flag: string;
  /** Over 0, under 100. */
  readonly percent: number;
}

export type Cohort = 'canary' | 'control';

/** The cohort of each user under a split. */
export function cohortsOf({ flag, percent }: CanarySplit): (uid: string) => Cohort {
  const seed = bucketSeed(flag);
  return (uid) => (bucketOf(seed, uid) < percent ? 'canary' : 'control');
}
