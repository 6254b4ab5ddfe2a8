/** Pack 353 §7, 100K users: `k6 run -e BASE_URL=http://127.0.0.1:8080 dist/scenarios/read-100k.js`. */
import { entryOf } from './entry.ts';
import { discoveryFeed } from './journeys/discovery-feed.ts';
import { profileViews } from './journeys/profile-views.ts';
import { search } from './journeys/search.ts';

export const { options, setup, crowd } = entryOf('read-100k', [discoveryFeed, profileViews, search]);
