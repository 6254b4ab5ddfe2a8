import type { ProfileView } from '../../../lib/api/index.ts';
import { LruCache } from '../../cache/index.ts';
import type { Query, Store } from '../../ports/index.ts';
import { type ProfileDoc, viewOf } from '../profile.ts';
import { SEARCH } from '../settings.ts';

/** Counts ask in the same order as lists, so that one index serves both. */
const holdersOf = (token: string): Query => ({
  collection: 'users',
  where: [['searchTokens', 'array-contains', token]],
  orderBy: [['popularity', 'desc']],
});

/** What the searches of this process share. */
export class SearchIndex {
  /** The most popular profiles of a token. */
  readonly #candidates = new LruCache<readonly ProfileView[]>({
    name: 'search_candidates',
    capacity: SEARCH.cachedCandidates,
    ttlMs: SEARCH.candidatesTtlMs,
    weigh: (profiles) => 1 + profiles.length,
  });
  /** How many profiles have a token; the number of all under the empty token. */
  readonly #counts = new LruCache<number>({
    name: 'search_counts',
    capacity: SEARCH.cachedCounts,
    ttlMs: SEARCH.countsTtlMs,
  });
  readonly caches = [this.#candidates, this.#counts];

  /** Bills one read per profile, at most {@link SEARCH.candidates}, unless it is cached. */
  async candidates(store: Store, now: number, token: string): Promise<readonly ProfileView[]> {
    const { value } = await this.#candidates.get(now, token, async () => {
      const docs = await store.query<ProfileDoc>({ ...holdersOf(token), limit: SEARCH.candidates });
      return docs.map(({ id, data }) => viewOf(id, data));
    });
    return value;
  }

  /** Bills one read per 1,000 profiles that have the token, unless it is cached. */
  async count(store: Store, now: number, token: string): Promise<number> {
    const query = token === '' ? { collection: 'users' } : holdersOf(token);
    const { value } = await this.#counts.get(now, token, () => store.count(query));
    return value;
  }
}
