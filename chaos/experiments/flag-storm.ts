import { errorsBelow } from './objectives.ts';
import { defineExperiment } from './types.ts';

export const flagStorm = defineExperiment({
  title: 'A flag that flips and flips',
  question: 'If two people fight over a switch at peak, do we still know who did what, and does the last one win?',
  hypothesis: 'Every flip of chat_paid is in force when it is acknowledged, and stands in the audit with its author.',
  faults: [
    {
      name: 'flapping',
      fault: 'rapid-toggles',
      params: { flag: 'chat_paid', everyMs: 300 },
      at: { hold: 0.3 },
      lasts: { hold: 0.2, atMostMs: 60_000 },
      promises: { recoverMs: 5_000 },
      slos: [errorsBelow(0.02)],
    },
  ],
  invariants: ['flag-changes-audited', 'message-charged-iff-delivered'],
});
