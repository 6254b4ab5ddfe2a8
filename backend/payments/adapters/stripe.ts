import type StripeSdk from 'stripe';
import { z } from 'zod';
import { OperationError } from '../../../lib/wire/index.ts';
import type { Clock, PaymentProvider, ProviderAnswer, ProviderEvent } from '../../ports/index.ts';
import type { StripeConfig } from '../config.ts';

/** Webhooks older than this are refused as replayed, in seconds: the SDK's own default. */
const TOLERANCE_S = 300;

const metadata = z.object({ transactionId: z.string().optional() }).nullish();
const intent = z.object({
  id: z.string(),
  status: z.string(),
  amount_received: z.number().int(),
  currency: z.string(),
  metadata,
  last_payment_error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
  latest_charge: z.union([z.string(), z.object({ amount_refunded: z.number().int() })]).nullish(),
  cancellation_reason: z.string().nullish(),
});
const charge = z.object({
  payment_intent: z.string().nullable(),
  amount_refunded: z.number().int(),
  currency: z.string(),
  metadata,
});
const dispute = z.object({
  payment_intent: z.string().nullable(),
  amount: z.number().int(),
  currency: z.string(),
  reason: z.string(),
});

/**
 * Payments by card through Stripe's PaymentIntents. The client confirms the intent with Stripe's own library; in test mode (and with the
 * simulator) `testPaymentMethod` confirms it at once. The SDK is loaded with the first payment, because it takes a third of a second.
 */
export function stripeProvider(config: StripeConfig, clock: Clock): PaymentProvider {
  let loading: Promise<StripeSdk> | undefined;
  const sdk = () => {
    loading ??= import('stripe').then(({ default: Stripe }) => {
      const url = new URL(config.apiUrl);
      return new Stripe(config.secretKey, {
        host: url.hostname,
        port: url.port || (url.protocol === 'https:' ? 443 : 80),
        protocol: url.protocol === 'https:' ? 'https' : 'http',
        timeout: config.timeoutMs,
        // Once, for a broken connection; what lasts longer is for the purchase's own verifications.
        maxNetworkRetries: 1,
        telemetry: false,
      });
    });
    return loading;
  };

  return {
    name: 'stripe',

    async begin({ idempotencyKey, userId, amount, currency, productId }) {
      const stripe = await sdk();
      const { testPaymentMethod } = config;
      try {
        const { id } = await stripe.paymentIntents.create(
          {
            amount,
            currency,
            metadata: { transactionId: idempotencyKey, userId, productId },
            automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
            ...(testPaymentMethod !== undefined && { confirm: true, payment_method: testPaymentMethod }),
          },
          { idempotencyKey },
        );
        if (typeof id !== 'string') throw new Error('Stripe answered nonsense: no id');
        return { providerTxId: id };
      } catch (error) {
        // A declined card is an answer: the intent exists, and its event tells that it failed.
        const declined = (error as { payment_intent?: { id?: string } }).payment_intent?.id;
        if (declined !== undefined) return { providerTxId: declined };
        throw error;
      }
    },

    async verify(providerTxId): Promise<ProviderAnswer> {
      const stripe = await sdk();
      const answer = await stripe.paymentIntents.retrieve(providerTxId, { expand: ['latest_charge'] });
      const parsed = intent.safeParse(answer);
      if (!parsed.success || parsed.data.id !== providerTxId) {
        throw new Error('Stripe answered nonsense: no payment intent of that id');
      }
      const { status, amount_received, currency, last_payment_error, latest_charge } = parsed.data;
      const reference = parsed.data.metadata?.transactionId ?? null;
      if (status === 'succeeded') {
        const refunded = typeof latest_charge === 'object' ? (latest_charge?.amount_refunded ?? 0) : 0;
        return { state: 'succeeded', amount: amount_received, currency, refunded, reference };
      }
      if (status === 'canceled') return { state: 'failed', reason: 'canceled' };
      if (status === 'requires_payment_method' && last_payment_error) {
        return { state: 'failed', reason: last_payment_error.code ?? 'payment failed' };
      }
      return { state: 'pending' };
    },

    async parseWebhook(rawBody, headers): Promise<ProviderEvent | null> {
      const stripe = await sdk();
      const signature = headers['stripe-signature'];
      if (signature === undefined) throw forged('the header Stripe-Signature is missing');
      let event: { id: string; type: string; data: { object: unknown } };
      try {
        const { webhookSecret: secret } = config;
        event = stripe.webhooks.constructEvent(rawBody, signature, secret, TOLERANCE_S, undefined, clock.now());
      } catch {
        throw forged('its signature does not verify, or is older than five minutes');
      }
      return eventOf(event.id, event.type, event.data.object);
    },
  };
}

const forged = (why: string) => new OperationError('permission-denied', `this webhook is not from Stripe: ${why}`);

function eventOf(eventId: string, type: string, object: unknown): ProviderEvent | null {
  const base = { provider: 'stripe', eventId } as const;
  switch (type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled': {
      const { id, amount_received, currency, metadata, last_payment_error, cancellation_reason } = intent.parse(object);
      const outcome = type === 'payment_intent.succeeded' ? 'succeeded' : 'failed';
      const reason = last_payment_error?.code ?? cancellation_reason;
      const reference = metadata?.transactionId ?? null;
      const told = { ...base, providerTxId: id, reference, outcome, amount: amount_received, currency } as const;
      return reason ? { ...told, reason } : told;
    }
    case 'charge.refunded': {
      const { payment_intent, amount_refunded, currency, metadata } = charge.parse(object);
      if (payment_intent === null) return null;
      const reference = metadata?.transactionId ?? null;
      return {
        ...base,
        providerTxId: payment_intent,
        reference,
        outcome: 'refunded',
        amount: amount_refunded,
        currency,
      };
    }
    case 'charge.dispute.created': {
      const { payment_intent, amount, currency, reason } = dispute.parse(object);
      if (payment_intent === null) return null;
      const told = { ...base, providerTxId: payment_intent, reference: null, amount, currency };
      return { ...told, outcome: 'refunded', reason: `chargeback: ${reason}` };
    }
    default:
      return null;
  }
}
