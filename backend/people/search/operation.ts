import { z } from 'zod';
import { hasCode } from '../../../lib/wire/index.ts';
import {
  cursorField,
  decodeCursor,
  defineOperation,
  encodeCursor,
  limitField,
  type Operation,
} from '../../operations/index.ts';
import type { Store } from '../../ports/index.ts';
import { ageField, profileShape } from '../fields.ts';
import type { ProfileCache } from '../profile-cache.ts';
import { SEARCH } from '../settings.ts';
import { type ProfileSearch, parseQuery, type Ranked } from './search.ts';

const input = z
  .strictObject({
    query: z.string().max(SEARCH.maxQuery),
    city: z.string().min(1).max(SEARCH.maxQuery).exactOptional(),
    minAge: ageField.exactOptional(),
    maxAge: ageField.exactOptional(),
    limit: limitField(SEARCH.maxPage).exactOptional(),
    cursor: cursorField.exactOptional(),
  })
  .refine(({ minAge = 0, maxAge = Infinity }) => minAge <= maxAge, {
    path: ['maxAge'],
    message: 'give at least minAge',
  });
const output = z.strictObject({
  items: z.array(profileShape.extend({ score: z.number() })),
  nextCursor: z.string().nullable(),
  cache: z.enum(['hit', 'miss']),
});

/** Profiles by name, city and interests, ranked; pages follow the score, so they hold while rankings are made anew. Bills at most
 * 2 × {@link SEARCH.candidates} reads and the counts of the terms where the query was not asked lately, and one per shown profile that is not cached. In degraded
 * mode there is the first page only, ranked from fewer profiles. */
export const searchOperation = (search: ProfileSearch, profiles: ProfileCache): Operation =>
  defineOperation<'searchProfiles'>({
    name: 'searchProfiles',
    summary: 'Profiles by name, city and interests, best first',
    access: 'user',
    feature: 'search',
    flag: 'search',
    input,
    output,
    handler: async (ctx, { query, city, minAge = 0, maxAge = 200, limit = SEARCH.defaultPage, cursor }) => {
      const now = ctx.clock.now();
      const degraded = ctx.mode === 'degraded';
      const words = parseQuery(query);
      if (degraded && cursor !== undefined) return { items: [], nextCursor: null, cache: 'hit' };
      const after = cursor === undefined ? null : decodeCursor(cursor, ['number', 'string']);
      const found = await search.find(ctx.store, now, {
        words,
        city: city ?? null,
        minAge,
        maxAge,
        candidates: degraded ? SEARCH.degradedCandidates : SEARCH.candidates,
      });
      const from = after === null ? 0 : firstAfter(found.value, Number(after[0]), String(after[1]));
      const page = found.value.slice(from, from + limit);
      const last = page.at(-1);
      const more = !degraded && from + limit < found.value.length;
      const shown = await Promise.all(page.map((one) => show(profiles, ctx.store, now, one)));
      return {
        items: shown.flatMap(({ item }) => item ?? []),
        nextCursor: last && more ? encodeCursor([last.score, last.userId]) : null,
        cache: shown.every(({ cache }) => cache === 'hit') ? found.cache : 'miss',
      };
    },
  });

/** Position of the first result behind the one where the page before ended, which need not be among them any more. */
function firstAfter(ranked: readonly Ranked[], score: number, userId: string): number {
  const at = ranked.findIndex((one) => one.score < score || (one.score === score && one.userId > userId));
  return at < 0 ? ranked.length : at;
}

/** The ranked profile as it is now; none where it was deleted since. */
async function show(profiles: ProfileCache, store: Store, now: number, { userId, score }: Ranked) {
  try {
    const { value, cache } = await profiles.get(store, now, userId, 'userId');
    return { item: { ...value, score }, cache };
  } catch (error) {
    if (!hasCode(error, 'not-found')) throw error;
    return { item: null, cache: 'miss' as const };
  }
}
