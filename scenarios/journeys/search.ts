import { zipfRank } from '../../lib/random/index.ts';
import { defineJourney } from '../crowd/index.ts';

const NEXT_PAGE = 0.35;

/** Searches for a name or a city, the well-known ones most of all (Zipf); some look at the next page. */
export const search = defineJourney({
  name: 'search',
  state: { cursor: 'text', term: 'u16' },
  first: 'type',
  steps: {
    async type(user) {
      const { searchTerms } = user.world.data;
      user.term = zipfRank(user.random(), searchTerms.length);
      const query = { query: searchTerms[user.term] ?? '', limit: 10 };
      if (!user.chance(NEXT_PAGE)) {
        const only = await user.tell('searchProfiles', query);
        return only.ok ? user.done() : user.again(only, 'type');
      }
      const found = await user.call('searchProfiles', query);
      if (!found.ok) return user.again(found, 'type');
      user.cursor = found.result.nextCursor ?? '';
      return user.cursor === '' ? user.done() : user.think('more');
    },
    async more(user) {
      const query = { query: user.world.data.searchTerms[user.term] ?? '', limit: 10, cursor: user.cursor };
      const found = await user.tell('searchProfiles', query);
      return found.ok ? user.done() : user.again(found, 'more');
    },
  },
});
