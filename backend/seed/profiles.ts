import { rngFor } from '../../lib/random/index.ts';
import { userAt } from '../../lib/users/index.ts';
import type { ProfileFields } from '../people/index.ts';
import type { ProfilePools } from './pools.ts';

/** Popularity has a heavy tail (Pareto): most profiles are seen a little, a few by everyone. */
const LEAST_POPULARITY = 5;
const MOST_POPULARITY = 100_000;
const TAIL_EXPONENT = 0.8;

/** The profile of account `n`: a pure function of `n`, the seed and the pools. */
export function profileAt(n: number, seed: number, pools: ProfilePools): ProfileFields {
  const rng = rngFor(seed, `profile:${n}`);
  const pick = (from: readonly string[]): string => from[rng.below(from.length)] ?? '';
  const interests = new Set([pick(pools.interests), pick(pools.interests), pick(pools.interests)]);
  return {
    name: pick(pools.firstNames),
    // Two dice: the middle of the range is the most frequent.
    age: 18 + rng.below(25) + rng.below(25),
    city: pick(pools.cities),
    country: userAt(n, seed).country,
    bio: pick(pools.bios),
    interests: [...interests],
    popularity: Math.min(MOST_POPULARITY, Math.floor(LEAST_POPULARITY * (1 - rng.next()) ** -TAIL_EXPONENT)),
  };
}
