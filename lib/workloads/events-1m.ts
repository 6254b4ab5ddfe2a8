import type { Workload } from './types.ts';

const MINUTE = 60_000;

/**
 * Pack 353 §7, "1M Users (Event Logging)": 60 minutes of event batches. 500 batches a second for 60 minutes, ramps included, are 1.53 million:
 * each of the 1,000,000 users is seen once, and half of them twice. Ten events a batch.
 */
export const events1m: Workload = {
  name: 'events-1m',
  title: '1,000,000 users logging analytics events in batches',
  durationMs: { full: 60 * MINUTE, quick: 90_000, smoke: 15_000 },
  share: { full: 1, quick: 1, smoke: 0.02 },
  baseCompression: 1,
  ramp: { up: 0.2, down: 0.1 },
  accounts: 0,
  population: 1_000_000,
  loads: [{ journey: 'analytics-batches', model: 'open', peak: 500, users: 'each' }],
};
