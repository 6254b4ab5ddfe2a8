/** Seeded chance that is the same in k6 and in Node. */
export interface Rng {
  /** The next number in [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  below(bound: number): number;
}

/** A name of its own: interpreters (k6) look a method of a global object up at each call. */
const { imul } = Math;

/** A 32-bit hash of a string (FNV-1a, then murmur3's finaliser so that close keys land far apart). */
export function hash32(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) hash = imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix32(hash);
}

/** Murmur3's finaliser: spreads the bits of a 32-bit integer. */
export function mix32(value: number): number {
  let bits = value | 0;
  bits = imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** The first number of the mulberry32 sequence after `state`, and the state that follows it. */
export const nextState = (state: number): number => (state + 0x6d2b79f5) | 0;

/** Turns a mulberry32 state into a number in [0, 1). Small enough to keep one Int32 per user of a crowd. */
export function toUnit(state: number): number {
  let bits = imul(state ^ (state >>> 15), state | 1);
  bits ^= bits + imul(bits ^ (bits >>> 7), bits | 61);
  return ((bits ^ (bits >>> 14)) >>> 0) / 0x1_0000_0000;
}

/** A generator of its own for (seed, name): streams of different names are independent. */
export function rngFor(seed: number, name = ''): Rng {
  let state = hash32(name, seed) | 0;
  const next = () => {
    state = nextState(state);
    return toUnit(state);
  };
  return { next, below: (bound) => Math.floor(next() * bound) };
}

export { zipfRank } from './zipf.ts';
