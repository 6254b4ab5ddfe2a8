import type { Workload } from './types.ts';

const MINUTE = 60_000;

/** Pack 353 §7, "100K Users (Read-Only)": 40 minutes of feed, profiles and search; about one action a minute by each of 100,000 people. */
export const read100k: Workload = {
  name: 'read-100k',
  title: '100,000 accounts reading: discovery feed, profile views, search',
  durationMs: { full: 40 * MINUTE, quick: 90_000, smoke: 15_000 },
  share: { full: 1, quick: 1, smoke: 0.02 },
  baseCompression: 1,
  ramp: { up: 0.2, down: 0.1 },
  accounts: 100_000,
  loads: [
    { journey: 'discovery-feed', model: 'open', peak: 250, users: 'any' },
    { journey: 'profile-views', model: 'open', peak: 250, users: 'any' },
    { journey: 'search', model: 'open', peak: 150, users: 'any' },
  ],
};
