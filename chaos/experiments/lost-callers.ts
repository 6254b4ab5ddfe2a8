import { defineExperiment } from './types.ts';

export const lostCallers = defineExperiment({
  title: 'Callers vanish',
  question: 'If a mobile network fails, do callers get back what they paid for and did not talk?',
  hypothesis: 'Each lost call ends once, unused minutes × rate come back once, and nobody stays "in a call".',
  faults: [
    {
      name: 'network-of-callers-gone',
      fault: 'vanishing-callers',
      params: { share: 0.7 },
      at: { hold: 0.2 },
      lasts: { hold: 0.2 },
      promises: { recoverMs: 5_000 },
    },
  ],
  invariants: ['refund-is-unused-minutes', 'one-active-call-per-user'],
});
