import type { SimPayment } from '../types.ts';

/** A PaymentIntent as Stripe's API writes it; the fields that clients read. */
export function paymentIntent(payment: Readonly<SimPayment>, expandCharge = false) {
  const { providerTxId, asked, paid, currency, state, metadata, openedAt } = payment;
  const charged = state === 'succeeded' || state === 'failed';
  return {
    id: providerTxId,
    object: 'payment_intent',
    amount: asked,
    amount_received: paid,
    currency,
    status: STATUS[state],
    client_secret: `${providerTxId}_secret_simulated`,
    created: Math.floor(openedAt / 1000),
    livemode: false,
    metadata,
    payment_method_types: ['card'],
    last_payment_error: state === 'failed' ? declined() : null,
    latest_charge: charged ? (expandCharge ? charge(payment) : chargeId(payment)) : null,
  };
}

const STATUS = {
  open: 'processing',
  succeeded: 'succeeded',
  failed: 'requires_payment_method',
  abandoned: 'requires_action',
} as const;

const declined = () => ({
  type: 'card_error',
  code: 'card_declined',
  decline_code: 'generic_decline',
  message: 'Your card was declined.',
});

const chargeId = ({ providerTxId }: Readonly<SimPayment>): string => providerTxId.replace('pi_', 'ch_');

/** The Charge of a payment; its metadata is the intent's, which Stripe copies. */
export function charge(payment: Readonly<SimPayment>) {
  const { providerTxId, asked, paid, refunded, currency, state, metadata } = payment;
  return {
    id: chargeId(payment),
    object: 'charge',
    amount: state === 'succeeded' ? paid : asked,
    amount_refunded: refunded,
    currency,
    livemode: false,
    metadata,
    paid: state === 'succeeded',
    payment_intent: providerTxId,
    refunded: paid > 0 && refunded === paid,
    status: state === 'succeeded' ? 'succeeded' : 'failed',
  };
}
