/** People: profiles, the discovery feed, search, swipes and matches. What many look at is cached; hits and misses are counted. */
import type { Module } from '../operations/index.ts';
import { cacheMetrics, flushOperation } from './caches.ts';
import { FeedCache, feedOperation } from './feed.ts';
import { ProfileCache } from './profile-cache.ts';
import { getProfileOperation, updateProfileOperation } from './profiles.ts';
import { searchOperation } from './search/operation.ts';
import { ProfileSearch } from './search/search.ts';
import { swipeOperation } from './swipe.ts';

export { type ProfileDoc, type ProfileFields, profileDocument, profilePath } from './profile.ts';

export function peopleModule(): Module {
  const profiles = new ProfileCache();
  const feed = new FeedCache(profiles);
  const search = new ProfileSearch(profiles);
  const caches = [profiles.cache, feed.cache, ...search.caches];
  return {
    name: 'people',
    operations: [
      getProfileOperation(profiles),
      updateProfileOperation(profiles),
      feedOperation(feed),
      searchOperation(search, profiles),
      swipeOperation(profiles),
      flushOperation(caches),
    ],
    metrics: cacheMetrics(caches),
  };
}
