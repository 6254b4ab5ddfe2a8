import { defineExperiment } from './types.ts';

export const paymentChaos = defineExperiment({
  title: 'Everything that can happen to a payment',
  question: 'Do webhooks that are lost, repeated, late, out of order or forged create tokens, or destroy some?',
  hypothesis: 'Each payment that was really made is credited once, and nothing else is credited at all.',
  faults: [
    {
      name: 'lost',
      fault: 'provider-lost-webhooks',
      params: { provider: 'stripe', fraction: 0.5 },
      at: { hold: 0.05 },
      lasts: { hold: 0.6 },
    },
    {
      name: 'twice',
      fault: 'provider-duplicated-webhooks',
      params: { provider: 'google', fraction: 0.5 },
      at: { hold: 0.1 },
      lasts: { hold: 0.55 },
    },
    {
      name: 'late',
      fault: 'provider-delayed-webhooks',
      params: { provider: 'apple', ms: 2000, jitterMs: 3000 },
      at: { hold: 0.15 },
      lasts: { hold: 0.5 },
    },
    {
      name: 'shuffled',
      fault: 'provider-reordered-webhooks',
      params: { provider: 'google' },
      at: { hold: 0.2 },
      lasts: { hold: 0.45 },
    },
    {
      name: 'forged',
      fault: 'provider-forged-webhooks',
      params: { fraction: 0.3 },
      at: { hold: 0.25 },
      lasts: { hold: 0.4 },
    },
    {
      name: 'wrong-amount',
      fault: 'provider-wrong-amount',
      params: { provider: 'stripe', fraction: 0.3 },
      at: { hold: 0.3 },
      lasts: { hold: 0.35 },
    },
  ],
  invariants: ['no-tokens-without-payment', 'payment-credited-once', 'pending-payments-end'],
});
