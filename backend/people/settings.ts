const MINUTE = 60_000;

// A profile that changes is seen anew at once by its id in the same process, and after these times in the feed, in searches and elsewhere.

/** Sizes and life times of what people look at. Entries are profiles, about 1 kB each in memory. */
export const PROFILES = { cached: 50_000, ttlMs: 5 * MINUTE } as const;

export const FEED = {
  /** Profiles that are read, and cached, at once: everyone's pages are cut from the same chunks. */
  chunk: 50,
  defaultPage: 20,
  maxPage: 50,
  cachedProfiles: 5_000,
  ttlMs: MINUTE,
} as const;

export const SEARCH = {
  maxQuery: 100,
  maxTerms: 5,
  defaultPage: 20,
  maxPage: 50,
  /** The most popular profiles of the rarest term are ranked; the rest of a common term is never read. */
  candidates: 200,
  /** The same in degraded mode. */
  degradedCandidates: 40,
  cachedCounts: 20_000,
  countsTtlMs: 10 * MINUTE,
  /** Ids and scores, about 50 bytes each. */
  cachedResults: 500_000,
  resultsTtlMs: 10 * MINUTE,
} as const;
