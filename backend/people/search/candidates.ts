import type { ProfileView } from '../../../lib/api/index.ts';
import type { Query, Store } from '../../ports/index.ts';
import { type ProfileDoc, viewOf } from '../profile.ts';

/** Counts ask in the same order as lists, so that one index serves both. */
const holdersOf = (token: string): Query => ({
  collection: 'users',
  where: [['searchTokens', 'array-contains', token]],
  orderBy: [['popularity', 'desc']],
});

/**
 * The most popular profiles that have one of the tokens, at most `limit` of each; a later token is read only where those before leave room. Bills one read per profile.
 */
export async function candidatesOf(store: Store, tokens: readonly string[], limit: number): Promise<ProfileView[]> {
  const found = new Map<string, ProfileView>();
  for (const token of tokens) {
    if (found.size >= limit) break;
    const docs = await store.query<ProfileDoc>({ ...holdersOf(token), limit });
    for (const { id, data } of docs) found.set(id, viewOf(id, data));
  }
  return [...found.values()];
}

/** How many profiles have the token. Bills one read per 1,000. */
export const countOf = (store: Store, token: string): Promise<number> => store.count(holdersOf(token));
