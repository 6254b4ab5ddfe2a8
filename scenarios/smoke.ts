/** A little of everything: `k6 run -e BASE_URL=http://127.0.0.1:8080 dist/scenarios/smoke.js`. */
import { entryOf } from './entry.ts';
import { analyticsBatches } from './journeys/analytics-batches.ts';
import { callJourney } from './journeys/call.ts';
import { checkIn } from './journeys/check-in.ts';
import { discoveryFeed } from './journeys/discovery-feed.ts';
import { limitBreakers } from './journeys/limit-breakers.ts';
import { paidChat } from './journeys/paid-chat.ts';
import { profileViews } from './journeys/profile-views.ts';
import { search } from './journeys/search.ts';
import { swipe } from './journeys/swipe.ts';

export const { options, setup, crowd } = entryOf('smoke', [
  swipe,
  paidChat,
  callJourney('voice'),
  callJourney('video'),
  checkIn,
  limitBreakers,
  discoveryFeed,
  profileViews,
  search,
  analyticsBatches,
]);
