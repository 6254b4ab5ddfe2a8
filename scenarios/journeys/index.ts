/** What users do. A new journey is one new file, its name and pace in `lib/workloads`, and one line here. */
import type { JourneyName } from '../../lib/workloads/index.ts';
import type { Journey } from '../crowd/index.ts';
import { analyticsBatches } from './analytics-batches.ts';
import { callJourney } from './call.ts';
import { checkIn } from './check-in.ts';
import { discoveryFeed } from './discovery-feed.ts';
import { limitBreakers } from './limit-breakers.ts';
import { paidChat } from './paid-chat.ts';
import { profileViews } from './profile-views.ts';
import { search } from './search.ts';
import { swipe } from './swipe.ts';

export const JOURNEYS: Readonly<Record<JourneyName, Journey>> = {
  swipe,
  'paid-chat': paidChat,
  voice: callJourney('voice'),
  video: callJourney('video'),
  'check-in': checkIn,
  'limit-breakers': limitBreakers,
  'discovery-feed': discoveryFeed,
  'profile-views': profileViews,
  search,
  'analytics-batches': analyticsBatches,
};
