import { p95Below } from './objectives.ts';
import { defineExperiment } from './types.ts';

export const slowPayments = defineExperiment({
  title: 'Payment providers are slow, then hang',
  question: 'Does a slow payment provider slow down the people who are not paying?',
  hypothesis: 'Swipes stay under 2 s at p95 while purchases wait for their provider.',
  faults: [
    {
      name: 'slow',
      fault: 'provider-latency',
      params: { ms: 800, jitterMs: 600 },
      at: { hold: 0.15 },
      lasts: { hold: 0.25 },
      promises: { recoverMs: 5_000 },
      slos: [p95Below(2000, { journey: 'swipe' })],
    },
    {
      name: 'hanging',
      fault: 'provider-hang',
      params: { provider: 'google' },
      at: { hold: 0.5 },
      lasts: { hold: 0.2 },
      promises: { recoverMs: 10_000 },
      slos: [p95Below(2000, { journey: 'swipe' })],
    },
  ],
});
