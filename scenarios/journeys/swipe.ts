import { numberOf, uidOf } from '../../lib/users/index.ts';
import { defineJourney } from '../crowd/index.ts';

const PAGE = 10;
const LIKES = 0.4;
/** How often somebody opens a profile before deciding. */
const LOOKS_CLOSER = 0.15;

/** Likes or passes one profile of the feed after the other, opening some first; gets page after page, and begins anew at the end of the feed. */
export const swipe = defineJourney({
  name: 'swipe',
  state: { feed: ['i32', PAGE], shown: 'u8', at: 'u8', cursor: 'text' },
  first: 'browse',
  steps: {
    async browse(user) {
      const page = await user.call('getDiscoveryFeed', {
        limit: PAGE,
        ...(user.cursor !== '' && { cursor: user.cursor }),
      });
      if (!page.ok) return user.again(page, 'browse', 'browse');
      const others = page.result.items.map((item) => numberOf(item.userId)).filter((n) => n >= 0 && n !== user.n);
      user.shown = Math.min(others.length, PAGE);
      user.at = 0;
      user.cursor = page.result.nextCursor ?? '';
      for (let i = 0; i < user.shown; i++) user.feed.set(i, others[i] ?? 0);
      return user.think(user.shown > 0 ? 'decide' : 'browse');
    },
    async decide(user) {
      const targetId = uidOf(user.feed.get(user.at));
      const likes = user.chance(LIKES);
      if (user.chance(LOOKS_CLOSER)) {
        const profile = await user.tell('getProfile', { userId: targetId });
        if (!profile.ok) return user.again(profile, 'decide', 'decide');
      }
      const swiped = await user.tell('swipe', { targetId, action: likes ? 'like' : 'pass' });
      if (!swiped.ok && swiped.outcome !== 'error') return user.again(swiped, 'decide', 'decide');
      user.at++;
      return user.think(user.at < user.shown ? 'decide' : 'browse');
    },
  },
});
