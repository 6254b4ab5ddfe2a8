import { p95Below } from './objectives.ts';
import { defineExperiment } from './types.ts';

export const coldCache = defineExperiment({
  title: 'Cold caches at peak',
  question: 'If every cache is lost at peak, do readers still get their pages in time?',
  hypothesis: 'Feed, profiles and search stay under 3 s at p95 while the caches fill again.',
  workload: 'read-100k',
  faults: [
    {
      name: 'flushed',
      fault: 'cache-flush',
      params: { everyMs: 1000 },
      at: { hold: 0.4 },
      lasts: { hold: 0.15 },
      promises: { recoverMs: 5_000 },
      slos: [p95Below(3000)],
    },
  ],
});
