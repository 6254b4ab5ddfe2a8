/** A little of everything: `k6 run -e BASE_URL=http://127.0.0.1:8080 dist/scenarios/smoke.js`. */
import { entryOf } from './entry.ts';
import { JOURNEYS } from './journeys/index.ts';

export const { options, setup, crowd } = entryOf('smoke', Object.values(JOURNEYS));
