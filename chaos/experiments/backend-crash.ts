import { defineExperiment } from './types.ts';

export const backendCrash = defineExperiment({
  title: 'kill -9 at peak',
  question: 'If the backend is killed at peak, is anything gone that we had told somebody was done?',
  hypothesis:
    'Every acknowledged write is there after the restart, retries take up where they were, and users are served again at once.',
  faults: [
    {
      name: 'killed',
      fault: 'backend-crash',
      at: { hold: 0.35 },
      lasts: { hold: 0.05, atMostMs: 10_000 },
      promises: { recoverMs: 10_000 },
    },
    {
      name: 'killed-again',
      fault: 'backend-crash',
      at: { hold: 0.65 },
      lasts: { hold: 0.05, atMostMs: 5_000 },
      promises: { recoverMs: 10_000 },
    },
  ],
  invariants: ['acknowledged-writes-survive', 'balance-is-ledger-sum', 'message-charged-iff-delivered'],
});
