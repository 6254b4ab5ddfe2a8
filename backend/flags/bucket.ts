import type { FlagSettings } from './model.ts';

export { bucketOf, bucketSeed, calculateRolloutBucket } from '../../lib/canary/index.ts';

/** The share of users that a flag serves now, in percent: 0 unless it is `canary` or `on`. */
export const getRolloutPercentage = ({ state, rollout }: Pick<FlagSettings, 'state' | 'rollout'>): number =>
  state === 'on' || state === 'canary' ? rollout : 0;
