import { z } from 'zod';
import type { CacheStats, LruCache } from '../cache/index.ts';
import { defineAdminOperation, type MetricFamily, type Operation } from '../operations/index.ts';

type AnyCache = Pick<LruCache<unknown>, 'clear' | 'stats'>;

const input = z.strictObject({});
const output = z.strictObject({ flushed: z.record(z.string(), z.number()) });

/** Empties every cache of this process: for changes made behind the backend's back, and for proving that it stands a cold start at peak. */
export const flushOperation = (caches: readonly AnyCache[]): Operation =>
  defineAdminOperation({
    name: 'flushCaches',
    summary: 'Empties every cache of this process',
    access: 'admin',
    feature: 'caches',
    flag: null,
    input,
    output,
    handler: async (ctx) => {
      const flushed = Object.fromEntries(caches.map((cache) => [cache.stats().name, cache.clear()]));
      ctx.log.info('caches flushed', flushed);
      return { flushed };
    },
  });

export function cacheMetrics(caches: readonly AnyCache[]): MetricFamily[] {
  const family = (
    name: string,
    help: string,
    type: MetricFamily['type'],
    read: (stats: CacheStats) => number,
  ): MetricFamily => ({
    name,
    help,
    type,
    read: () =>
      caches.map((cache) => {
        const stats = cache.stats();
        return { labels: { cache: stats.name }, value: read(stats) };
      }),
  });
  return [
    family('cache_hits_total', 'Calls that a cache served', 'counter', (stats) => stats.hits),
    family('cache_misses_total', 'Calls that read the store for a cache', 'counter', (stats) => stats.misses),
    family('cache_entries', 'Entries that a cache holds', 'gauge', (stats) => stats.entries),
  ];
}
