/** Pack 353 §7, 1M users: `k6 run -e BASE_URL=http://127.0.0.1:8080 dist/scenarios/events-1m.js`. */
import { entryOf } from './entry.ts';
import { analyticsBatches } from './journeys/analytics-batches.ts';

export const { options, setup, crowd } = entryOf('events-1m', [analyticsBatches]);
