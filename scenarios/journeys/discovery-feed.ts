import { defineJourney } from '../crowd/index.ts';

const GOES_ON = 0.5;
const MOST_PAGES = 4;

/** Looks at the first page of the feed; half of the people scroll on to the next, and so on. */
export const discoveryFeed = defineJourney({
  name: 'discovery-feed',
  state: { cursor: 'text', pages: 'u8' },
  first: 'look',
  steps: {
    async look(user) {
      const goesOn = user.pages + 1 < MOST_PAGES && user.chance(GOES_ON);
      const request = { limit: 20, ...(user.cursor !== '' && { cursor: user.cursor }) };
      if (!goesOn) {
        const last = await user.tell('getDiscoveryFeed', request);
        return last.ok ? user.done() : user.again(last, 'look');
      }
      const page = await user.call('getDiscoveryFeed', request);
      if (!page.ok) return user.again(page, 'look');
      user.pages++;
      user.cursor = page.result.nextCursor ?? '';
      return user.cursor === '' ? user.done() : user.think('look');
    },
  },
});
