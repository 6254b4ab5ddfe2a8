import { errorsBelow, p95Below } from './objectives.ts';
import { defineExperiment } from './types.ts';

export const loadSpike = defineExperiment({
  title: 'Twice the users at once',
  question: 'If a push notification doubles the load within a second, do we still answer in time?',
  hypothesis: 'The objectives of the mix hold at twice the load, and nothing lingers when it is over.',
  faults: [
    {
      name: 'rush',
      fault: 'load-spike',
      params: { factor: 2 },
      at: { hold: 0.4 },
      lasts: { hold: 0.3, atLeastMs: 3000 },
      promises: { recoverMs: 5_000 },
      slos: [p95Below(2000), errorsBelow(0.05)],
    },
  ],
});
