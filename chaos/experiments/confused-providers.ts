import { defineExperiment } from './types.ts';

export const confusedProviders = defineExperiment({
  title: 'Payment providers answer nonsense',
  question: 'If a provider answers with errors, HTML or not at all, is a purchase ever counted that was none?',
  hypothesis: 'An answer that proves nothing credits nothing; what was really paid is credited later.',
  faults: [
    {
      name: 'errors',
      fault: 'provider-error-code',
      params: { provider: 'apple', status: 503, fraction: 0.7 },
      at: { hold: 0.1 },
      lasts: { hold: 0.15 },
    },
    {
      name: 'garbage',
      fault: 'provider-garbage',
      params: { provider: 'google', fraction: 0.7 },
      at: { hold: 0.3 },
      lasts: { hold: 0.15 },
    },
    {
      name: 'lost-answers',
      fault: 'provider-lost-answer',
      params: { provider: 'stripe', fraction: 0.7 },
      at: { hold: 0.5 },
      lasts: { hold: 0.1 },
    },
    {
      name: 'first-try-fails',
      fault: 'provider-fail-first',
      params: { count: 2 },
      at: { hold: 0.65 },
      lasts: { hold: 0.1 },
      promises: { recoverMs: 5_000 },
    },
  ],
  invariants: ['no-tokens-without-payment', 'payment-credited-once', 'pending-payments-end'],
});
