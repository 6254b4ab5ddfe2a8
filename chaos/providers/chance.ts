import { hash32, mix32 } from '../../lib/random/index.ts';

/**
 * A number in [0, 1) that follows from the seed and the key alone, not from how many were drawn before: what strikes a payment is the
 * same in each run, however the requests interleave.
 */
export const chanceOf = (seed: number, key: string): number => mix32(hash32(key, mix32(seed))) / 0x1_0000_0000;
