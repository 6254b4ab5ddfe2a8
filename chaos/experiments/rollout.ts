import { errorsBelow } from './objectives.ts';
import { defineExperiment } from './types.ts';

export const rollout = defineExperiment({
  title: 'Roll-out in steps',
  question: 'Can we give a feature to 10 %, then 50 %, then all of our users while they use it?',
  hypothesis: 'Users outside of the share are refused in words, those inside notice nothing.',
  faults: [
    {
      name: 'chat-rollout',
      fault: 'rollout-step',
      params: { flag: 'chat_paid', percentages: [10, 50] },
      at: { hold: 0.2 },
      lasts: { hold: 0.4 },
      promises: { recoverMs: 5_000 },
      slos: [errorsBelow(0.02)],
    },
  ],
});
