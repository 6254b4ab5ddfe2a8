import { faker as english } from '@faker-js/faker/locale/en';
import { faker as polish } from '@faker-js/faker/locale/pl';

/** What profiles are put together from: made once, so that a user costs a few picks and no call of the generator. */
export interface ProfilePools {
  readonly firstNames: readonly string[];
  readonly cities: readonly string[];
  readonly interests: readonly string[];
  readonly bios: readonly string[];
}

/** The pools are the same in every run, whatever its seed: what is searched for has to be found. */
const POOL_SEED = 353;

/** Fewer where the generator does not know as many; the same for the same version of faker. */
export function profilePools(): ProfilePools {
  english.seed(POOL_SEED);
  polish.seed(POOL_SEED);
  const unique = (count: number, make: () => string): string[] => {
    const values = new Set<string>();
    for (let i = 0; i < count * 20 && values.size < count; i++) values.add(make());
    return [...values];
  };
  return {
    firstNames: [...unique(200, () => polish.person.firstName()), ...unique(200, () => english.person.firstName())],
    cities: [...unique(60, () => polish.location.city()), ...unique(60, () => english.location.city())],
    interests: unique(60, () =>
      (english.datatype.boolean() ? english.music.genre() : english.word.noun()).toLowerCase(),
    ),
    bios: unique(500, () => english.person.bio()),
  };
}
