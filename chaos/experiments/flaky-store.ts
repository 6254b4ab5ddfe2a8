import { defineExperiment } from './types.ts';

export const flakyStore = defineExperiment({
  title: 'A store that stutters',
  question: 'If the database is slow, fails, or loses its answers, do clients’ retries do things twice?',
  hypothesis: 'Retries with the same key take effect once, whatever the store had already done.',
  faults: [
    {
      name: 'slow-store',
      fault: 'store-latency',
      params: { ms: 150, jitterMs: 150 },
      at: { hold: 0.1 },
      lasts: { hold: 0.2 },
      promises: { recoverMs: 5_000 },
    },
    {
      name: 'failing-store',
      fault: 'store-errors',
      params: { fraction: 0.1 },
      at: { hold: 0.4 },
      lasts: { hold: 0.1 },
      promises: { recoverMs: 5_000 },
    },
    {
      name: 'lost-acknowledgements',
      fault: 'store-errors',
      params: { fraction: 0.1, on: 'writes', answer: 'after' },
      at: { hold: 0.65 },
      lasts: { hold: 0.1 },
      promises: { recoverMs: 5_000 },
    },
  ],
  invariants: ['acknowledged-writes-survive', 'message-charged-iff-delivered', 'balance-is-ledger-sum'],
});
