import { errorsBelow } from './objectives.ts';
import { defineExperiment } from './types.ts';

export const stripeOutage = defineExperiment({
  title: 'Stripe is down',
  question: 'If Stripe is down at launch, does anybody lose money, and does the rest of the app care?',
  hypothesis: 'Purchases over Stripe wait and are tried again; chats, calls and swipes do not notice.',
  faults: [
    {
      name: 'stripe-down',
      fault: 'provider-outage',
      params: { provider: 'stripe' },
      at: { hold: 0.2 },
      lasts: { hold: 0.35 },
      promises: { recoverMs: 5_000 },
      slos: [errorsBelow(0.05, { journey: 'swipe' })],
    },
  ],
  invariants: ['no-tokens-without-payment', 'payment-credited-once', 'pending-payments-end'],
});
