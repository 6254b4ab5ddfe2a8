import { createHmac } from 'node:crypto';
import type { EventEncoder, SimEvent } from '../types.ts';
import { charge, paymentIntent } from './objects.ts';

const TYPES = {
  succeeded: 'payment_intent.succeeded',
  failed: 'payment_intent.payment_failed',
  refunded: 'charge.refunded',
} as const;

/** The header `Stripe-Signature` of a payload sent at `now`: HMAC-SHA256 over time and payload. */
export function stripeSignature(payload: string, secret: string, now: number): string {
  const timestamp = Math.floor(now / 1000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex');
  return `t=${timestamp},v1=${signature}`;
}

/** Stripe's webhooks: an Event whose signature covers the exact bytes. */
export function stripeEncoder(webhookSecret: string): EventEncoder {
  const message = (event: SimEvent, now: number, secret: string) => {
    const { eventId, kind, payment, at } = event;
    const body = JSON.stringify({
      id: eventId,
      object: 'event',
      api_version: '2025-09-30.clover',
      created: Math.floor(at / 1000),
      type: TYPES[kind],
      data: { object: kind === 'refunded' ? charge(payment) : paymentIntent(payment) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: payment.reference },
    });
    const headers = { 'content-type': 'application/json', 'stripe-signature': stripeSignature(body, secret, now) };
    return { path: '/webhooks/stripe', headers, body };
  };
  return {
    encode: (event, now) => message(event, now, webhookSecret),
    forge: (event, now) => message(event, now, 'whsec_guessed'),
  };
}
