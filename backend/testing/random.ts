import { rngFor } from '../../lib/random/index.ts';
import type { Random } from '../ports/index.ts';

/** A random port whose numbers and ids follow from the seed. */
export function seededRandom(seed: number): Random {
  const rng = rngFor(seed, 'backend');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return { next: rng.next, id: () => Array.from({ length: 20 }, () => alphabet[rng.below(alphabet.length)]).join('') };
}
