import type { JourneyName, JourneyPace } from './types.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * How fast people act. Paid chat stays under pack 353's 30 messages a minute by its shortest think time; the limit breakers are there to
 * exceed it. `requests` counts what the journey's code sends, purchases included, and is what sizes of runs are estimated from.
 */
export const PACES: Readonly<Record<JourneyName, JourneyPace>> = {
  swipe: { thinkMs: [2 * SECOND, 6 * SECOND], requests: 0.25 },
  'paid-chat': { thinkMs: [4 * SECOND, 12 * SECOND], requests: 0.14 },
  voice: { thinkMs: [5 * SECOND, 15 * SECOND], sessionMs: [3 * MINUTE, 12 * MINUTE], requests: 0.15 },
  video: { thinkMs: [5 * SECOND, 15 * SECOND], sessionMs: [2 * MINUTE, 8 * MINUTE], requests: 0.15 },
  'check-in': { thinkMs: [10 * SECOND, 30 * SECOND], requests: 0.05 },
  'limit-breakers': { thinkMs: [200, 600], requests: 2 },
  'discovery-feed': { thinkMs: [2 * SECOND, 8 * SECOND], visitMs: 20 * SECOND, requests: 2 },
  'profile-views': { thinkMs: [2 * SECOND, 8 * SECOND], visitMs: 30 * SECOND, requests: 3 },
  search: { thinkMs: [3 * SECOND, 9 * SECOND], visitMs: 20 * SECOND, requests: 1.5 },
  'analytics-batches': { thinkMs: [20 * SECOND, 40 * SECOND], visitMs: 2 * SECOND, requests: 1 },
};
