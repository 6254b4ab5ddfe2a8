import type { Workload } from './types.ts';

const MINUTE = 60_000;

/** Pack 353 §7, "10K Users (Mixed Workload)": 24 minutes, 5k swipe, 2k chat, 500 voice, 300 video, plus the few who check in at events or send too fast. */
export const mixed10k: Workload = {
  name: 'mixed-10k',
  title: '10,000 accounts, 7,800 of them swiping, chatting and calling at once',
  durationMs: { full: 24 * MINUTE, quick: 90_000, smoke: 15_000 },
  share: { full: 1, quick: 1, smoke: 0.02 },
  baseCompression: 1,
  ramp: { up: 0.2, down: 0.1 },
  accounts: 10_000,
  loads: [
    { journey: 'swipe', model: 'closed', peak: 5000, users: 'own' },
    { journey: 'paid-chat', model: 'closed', peak: 2000, users: 'own' },
    { journey: 'voice', model: 'closed', peak: 500, users: 'own', partners: true },
    { journey: 'video', model: 'closed', peak: 300, users: 'own', partners: true },
    { journey: 'check-in', model: 'closed', peak: 100, least: 25, users: 'own', partners: true },
    { journey: 'limit-breakers', model: 'closed', peak: 10, least: 10, users: 'own' },
  ],
};
