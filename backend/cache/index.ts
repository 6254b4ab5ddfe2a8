/** Keeping what was read lately in memory, with hits and misses counted. */
export { type Cached, type CacheStats, LruCache } from './lru-cache.ts';
