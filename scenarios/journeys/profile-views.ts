import { zipfRank } from '../../lib/random/index.ts';
import { uidOf } from '../../lib/users/index.ts';
import { defineJourney } from '../crowd/index.ts';

const LEAST_VIEWS = 1;
const MOST_VIEWS = 5;

/** Opens some profiles; a few are opened by everybody (Zipf). */
export const profileViews = defineJourney({
  name: 'profile-views',
  state: { left: 'u8' },
  first: 'come',
  steps: {
    async come(user) {
      user.left = LEAST_VIEWS + user.below(MOST_VIEWS - LEAST_VIEWS + 1);
      return user.after(0, 'view');
    },
    async view(user) {
      const viewed = await user.tell('getProfile', { userId: uidOf(zipfRank(user.random(), user.world.accounts)) });
      if (!viewed.ok && viewed.outcome !== 'error') return user.again(viewed, 'view');
      user.left--;
      return user.left > 0 ? user.think('view') : user.done();
    },
  },
});
