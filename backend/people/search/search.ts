import { OperationError } from '../../../lib/wire/index.ts';
import { LruCache } from '../../cache/index.ts';
import type { Store } from '../../ports/index.ts';
import type { ProfileCache } from '../profile-cache.ts';
import { SEARCH } from '../settings.ts';
import { wordsOf } from '../words.ts';
import { candidatesOf, countOf } from './candidates.ts';
import { scoreOf, type Term } from './ranking.ts';
import { cityToken, prefixToken, SHORTEST_WORD, wordToken } from './tokens.ts';

export interface SearchQuery {
  readonly words: readonly string[];
  readonly city: string | null;
  readonly minAge: number;
  readonly maxAge: number;
  /** How many profiles may be read to rank them. */
  readonly candidates: number;
}

/** A profile's id and how well it answers; lists are ordered by score, best first, then by id. */
export interface Ranked {
  readonly userId: string;
  readonly score: number;
}

/** A required term of the query and the tokens that may hold it. */
interface Required {
  readonly tokens: readonly string[];
  /** How many profiles have it, at most; 0 where the query has no other term to compare it with. */
  readonly found: number;
}

/** @throws OperationError `invalid-argument` where the text has no word that is long enough, or too many */
export function parseQuery(text: string): string[] {
  const words = [...new Set(wordsOf(text))].filter((word) => word.length >= SHORTEST_WORD);
  if (words.length === 0 || words.length > SEARCH.maxTerms) {
    const fix = `give 1 to ${SEARCH.maxTerms} words of at least ${SHORTEST_WORD} letters`;
    throw new OperationError('invalid-argument', `query: ${fix}`, { field: 'query' });
  }
  return words;
}

/**
 * Search over an index on the members of `searchTokens`, which a document store can serve: the candidates of the rarest term are read (the most
 * popular first, at most `candidates`), those that lack another term are dropped, the rest are ranked. Results are exact while the
 * rarest term has no more profiles than that; beyond, the least popular ones are left out. Only ids and scores are kept, in bounded caches, so the
 * number of profiles costs no memory.
 */
export class ProfileSearch {
  readonly #profiles: ProfileCache;
  /** How many profiles have a token; the number of all under the empty token. */
  readonly #counts = new LruCache<number>({
    name: 'search_counts',
    capacity: SEARCH.cachedCounts,
    ttlMs: SEARCH.countsTtlMs,
  });
  readonly #results = new LruCache<readonly Ranked[]>({
    name: 'search_results',
    capacity: SEARCH.cachedResults,
    ttlMs: SEARCH.resultsTtlMs,
    weigh: (ranked) => 1 + ranked.length,
  });
  readonly caches = [this.#results, this.#counts];

  /** `profiles` keeps what is read for ranking, since the best of it is shown next. */
  constructor(profiles: ProfileCache) {
    this.#profiles = profiles;
  }

  /** All that match, in order; `miss` where the ranking had to be made. */
  find(store: Store, now: number, query: SearchQuery): Promise<{ value: readonly Ranked[]; cache: 'hit' | 'miss' }> {
    const { words, city, minAge, maxAge, candidates } = query;
    const key = JSON.stringify([words, city && cityToken(city), minAge, maxAge, candidates]);
    return this.#results.get(now, key, () => this.#rank(store, now, query));
  }

  async #rank(store: Store, now: number, query: SearchQuery): Promise<readonly Ranked[]> {
    const { words, city, minAge, maxAge } = query;
    const last = words.length - 1;
    const wantedCity = city === null ? null : cityToken(city);
    const wanted = words.map((word, i) => (i === last ? [wordToken(word), prefixToken(word)] : [wordToken(word)]));
    if (wantedCity !== null) wanted.push([wantedCity]);
    const required = await this.#weigh(store, now, wanted);
    const rarest = required.reduce((least, one) => (one.found < least.found ? one : least));
    if (required.length > 1 && rarest.found === 0) return [];

    const { generation } = this.#profiles.cache;
    const candidates = await candidatesOf(store, rarest.tokens, query.candidates);
    const total = required.length > 1 ? await this.#count(store, now, '') : 0;
    const terms: Term[] = words.map((word, i) => ({ word, prefix: i === last, found: required[i]?.found ?? 0 }));
    const ranked: Ranked[] = [];
    for (const profile of candidates) {
      this.#profiles.cache.offer(now, profile.userId, profile, generation);
      if (profile.age < minAge || profile.age > maxAge) continue;
      if (wantedCity !== null && cityToken(profile.city) !== wantedCity) continue;
      const score = scoreOf(profile, terms, total);
      if (score !== null) ranked.push({ userId: profile.userId, score });
    }
    return ranked.sort(byScore);
  }

  /** Terms with the number of their profiles; one term alone needs no comparison and no count. */
  async #weigh(store: Store, now: number, wanted: readonly (readonly string[])[]): Promise<Required[]> {
    if (wanted.length === 1) return wanted.map((tokens) => ({ tokens, found: 0 }));
    return Promise.all(
      wanted.map(async (tokens) => {
        const counts = await Promise.all(tokens.map((token) => this.#count(store, now, token)));
        return { tokens, found: counts.reduce((sum, count) => sum + count, 0) };
      }),
    );
  }

  async #count(store: Store, now: number, token: string): Promise<number> {
    const count = () => (token === '' ? store.count({ collection: 'users' }) : countOf(store, token));
    return (await this.#counts.get(now, token, count)).value;
  }
}

function byScore(a: Ranked, b: Ranked): number {
  if (a.score !== b.score) return b.score - a.score;
  return a.userId < b.userId ? -1 : 1;
}
