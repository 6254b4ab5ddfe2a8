import type { Workload } from './types.ts';

/** A little of every journey of the other workloads: does everything answer? Calls last seconds, so that some end within the minute. */
export const smoke: Workload = {
  name: 'smoke',
  title: 'A few users of every journey: does everything answer?',
  durationMs: { full: 60_000, quick: 60_000, smoke: 15_000 },
  share: { full: 1, quick: 1, smoke: 1 },
  baseCompression: 24,
  ramp: { up: 0.2, down: 0.1 },
  accounts: 200,
  loads: [
    { journey: 'swipe', model: 'closed', peak: 20, users: 'own' },
    { journey: 'paid-chat', model: 'closed', peak: 10, users: 'own' },
    { journey: 'voice', model: 'closed', peak: 5, users: 'own', partners: true },
    { journey: 'video', model: 'closed', peak: 5, users: 'own', partners: true },
    { journey: 'check-in', model: 'closed', peak: 3, users: 'own', partners: true },
    { journey: 'limit-breakers', model: 'closed', peak: 1, users: 'own' },
    { journey: 'discovery-feed', model: 'open', peak: 2, users: 'any' },
    { journey: 'profile-views', model: 'open', peak: 2, users: 'any' },
    { journey: 'search', model: 'open', peak: 2, users: 'any' },
    { journey: 'analytics-batches', model: 'open', peak: 5, users: 'each' },
  ],
};
