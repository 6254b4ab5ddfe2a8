import { z } from 'zod';
import type { ProfileView } from '../../lib/api/index.ts';
import { type Cached, LruCache } from '../cache/index.ts';
import {
  callerId,
  cursorField,
  decodeCursor,
  defineOperation,
  encodeCursor,
  limitField,
  type Operation,
} from '../operations/index.ts';
import type { Store } from '../ports/index.ts';
import { profileShape } from './fields.ts';
import { type ProfileDoc, viewOf } from './profile.ts';
import type { ProfileCache } from './profile-cache.ts';
import { FEED } from './settings.ts';

/** The profile behind which a chunk begins; null for the first chunk. */
type Anchor = Pick<ProfileView, 'userId' | 'popularity'> | null;

/** Chunks of the feed, the most popular profiles first. All users share them: one read of the store serves everyone until it expires. */
export class FeedCache {
  readonly cache = new LruCache<readonly ProfileView[]>({
    name: 'feed',
    capacity: FEED.cachedProfiles,
    ttlMs: FEED.ttlMs,
    weigh: (profiles) => 1 + profiles.length,
  });

  readonly #profiles: ProfileCache;

  constructor(profiles: ProfileCache) {
    this.#profiles = profiles;
  }

  chunk(store: Store, now: number, after: Anchor): Promise<Cached<readonly ProfileView[]>> {
    return this.cache.get(now, after ? `${after.popularity}/${after.userId}` : 'first', async () => {
      const { generation } = this.#profiles.cache;
      const docs = await store.query<ProfileDoc>({
        collection: 'users',
        orderBy: [['popularity', 'desc']],
        limit: FEED.chunk,
        ...(after && { startAfter: [after.popularity, after.userId] }),
      });
      const views = docs.map(({ id, data }) => viewOf(id, data));
      for (const view of views) this.#profiles.cache.offer(now, view.userId, view, generation);
      return views;
    });
  }
}

const input = z.strictObject({ limit: limitField(FEED.maxPage).exactOptional(), cursor: cursorField.exactOptional() });
const output = z.strictObject({
  items: z.array(profileShape),
  nextCursor: z.string().nullable(),
  cache: z.enum(['hit', 'miss']),
});

/**
 * Profiles that the caller may like, the most popular first, without the caller's own. Bills {@link FEED.chunk} reads per chunk that is not
 * cached. In degraded mode there is the first page only.
 */
export const feedOperation = (feed: FeedCache): Operation =>
  defineOperation<'getDiscoveryFeed'>({
    name: 'getDiscoveryFeed',
    summary: 'Profiles that the caller may like',
    access: 'user',
    feature: 'discovery',
    flag: 'discovery_feed',
    input,
    output,
    handler: async (ctx, { limit = FEED.defaultPage, cursor }) => {
      const uid = callerId(ctx);
      const degraded = ctx.mode === 'degraded';
      if (degraded && cursor !== undefined) return { items: [], nextCursor: null, cache: 'hit' };

      let { after, offset } = positionOf(cursor);
      let cache: 'hit' | 'miss' = 'hit';
      const items: ProfileView[] = [];
      for (;;) {
        const chunk = await feed.chunk(ctx.store, ctx.clock.now(), after);
        if (chunk.cache === 'miss') cache = 'miss';
        for (; offset < chunk.value.length && items.length < limit; offset++) {
          const profile = chunk.value[offset];
          if (profile && profile.userId !== uid) items.push(profile);
        }
        const last = chunk.value.at(-1);
        const isEnd = !last || chunk.value.length < FEED.chunk;
        if (items.length < limit && !isEnd) {
          after = last;
          offset = 0;
          continue;
        }
        const more = !degraded && (offset < chunk.value.length || !isEnd);
        return { items, nextCursor: more ? cursorOf(after, offset) : null, cache };
      }
    },
  });

/** Chunk and place in it, so that pages of any length use the same chunks. */
const cursorOf = (after: Anchor, offset: number): string =>
  encodeCursor([after?.popularity ?? 0, after?.userId ?? '', offset]);

function positionOf(cursor: string | undefined): { after: Anchor; offset: number } {
  if (cursor === undefined) return { after: null, offset: 0 };
  const [popularity, userId, offset] = decodeCursor(cursor, ['number', 'string', 'number']);
  const after = userId === '' ? null : { popularity: Number(popularity), userId: String(userId) };
  return { after, offset: Math.max(0, Math.trunc(Number(offset))) };
}
