import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { sampleEvent } from '../testing/faults.ts';
import { stripeEncoder } from './events.ts';

const sdk = new Stripe('sk_test_1');

test('Stripe’s own library accepts the signature and refuses a forgery', () => {
  const encoder = stripeEncoder('whsec_1');
  const now = Date.now();
  const { body, headers } = encoder.encode(sampleEvent(), now);
  const read = sdk.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', 'whsec_1');
  expect(read).toMatchObject({
    id: 'evt_0',
    type: 'payment_intent.succeeded',
    data: { object: { amount_received: 1999 } },
  });
  const forged = encoder.forge(sampleEvent(), now);
  expect(() => sdk.webhooks.constructEvent(forged.body, forged.headers['stripe-signature'] ?? '', 'whsec_1')).toThrow();
});
