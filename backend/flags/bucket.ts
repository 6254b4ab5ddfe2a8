import { hash32 } from '../../lib/random/index.ts';
import type { FlagSettings } from './model.ts';

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

/** The share of users that a flag serves now, in percent: 0 unless it is `canary` or `on`. */
export const getRolloutPercentage = ({ state, rollout }: Pick<FlagSettings, 'state' | 'rollout'>): number =>
  state === 'on' || state === 'canary' ? rollout : 0;
