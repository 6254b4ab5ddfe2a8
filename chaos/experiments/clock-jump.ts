import { defineExperiment } from './types.ts';

export const clockJump = defineExperiment({
  title: 'The clock jumps',
  question: 'If a server’s clock jumps by two minutes, do we charge, refund or limit anybody wrongly?',
  hypothesis: 'Money stays right: what is paid is credited once, what was not talked is given back once.',
  faults: [
    {
      name: 'ahead',
      fault: 'clock-jump',
      params: { byMs: 120_000 },
      at: { hold: 0.35 },
      lasts: { hold: 0.2 },
      promises: { recoverMs: 10_000 },
    },
  ],
  invariants: ['payment-credited-once', 'refund-is-unused-minutes'],
});
