import { errorsBelow } from './objectives.ts';
import { defineExperiment } from './types.ts';

export const killSwitch = defineExperiment({
  title: 'Kill-switch under load',
  question: 'If paid chat charges wrongly on launch day, can we stop it within 30 seconds?',
  hypothesis:
    'Once the kill-switch of chat_paid is thrown, no message is accepted or charged, and nothing else suffers.',
  faults: [
    {
      name: 'chat-killed',
      fault: 'kill-switch',
      params: { flag: 'chat_paid' },
      at: { hold: 0.3 },
      lasts: { hold: 0.25, atMostMs: 60_000 },
      promises: { effectMs: 30_000, recoverMs: 5_000 },
      slos: [errorsBelow(0.02)],
    },
  ],
  invariants: ['nothing-on-killed-feature', 'message-charged-iff-delivered', 'flag-changes-audited'],
});
