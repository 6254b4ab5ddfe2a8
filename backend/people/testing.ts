import { rngFor } from '../../lib/random/index.ts';
import type { Store } from '../ports/index.ts';
import { type Bench, benchOf } from '../testing/index.ts';
import { type ProfileFields, peopleModule, profileDocument } from './index.ts';

const NAMES = ['Anna', 'Marina', 'Maria', 'Łukasz', 'Bo', 'José Luis', 'Zoë', 'Hans-Peter'];
const CITIES = ['Berlin', 'Kraków', 'New York', 'York', 'Rome'];
const INTERESTS = ['hiking', 'rock music', 'Chess', 'wine tasting', 'jazz', 'running'];

export const person = (over: Partial<ProfileFields> = {}): ProfileFields => ({
  name: 'Anna',
  age: 30,
  city: 'Berlin',
  country: 'DE',
  bio: 'Hello',
  interests: ['hiking'],
  popularity: 1,
  ...over,
});

/** People with few different words, so that every search finds several. */
export function crowd(count: number, seed: number): Map<string, ProfileFields> {
  const rng = rngFor(seed, 'people');
  const pick = <T>(from: readonly T[]): T => from[rng.below(from.length)] as T;
  return new Map(
    Array.from({ length: count }, (_, n) => [
      `u${n}`,
      person({
        name: pick(NAMES),
        age: 18 + rng.below(40),
        city: pick(CITIES),
        interests: [pick(INTERESTS), pick(INTERESTS)],
        // Some share their popularity, so that paging has ties to break.
        popularity: rng.below(count),
      }),
    ]),
  );
}

export async function benchWithPeople(people: ReadonlyMap<string, ProfileFields>, store?: Store): Promise<Bench> {
  const bench = benchOf([peopleModule()], store && { store });
  await seedPeople(bench, people);
  return bench;
}

export async function seedPeople(bench: Bench, people: ReadonlyMap<string, ProfileFields>): Promise<void> {
  const all = [...people];
  for (let from = 0; from < all.length; from += 500) {
    await bench.store.batch((writer) => {
      for (const [uid, fields] of all.slice(from, from + 500)) writer.set(`users/${uid}`, profileDocument(fields));
    });
  }
}
