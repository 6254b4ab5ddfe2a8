import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../ports/index.ts';
import { refusalOf } from '../../testing/index.ts';
import { readPaymentsConfig } from '../config.ts';
import { stripeProvider } from './stripe.ts';

const secret = 'whsec_test_secret';
const NOW = Date.UTC(2026, 0, 5, 12);
const { stripe: config } = readPaymentsConfig({ stripe: { secretKey: 'sk_test_1', webhookSecret: secret } });
if (!config) throw new Error('no configuration');
const clock = new ManualClock(NOW);
const provider = stripeProvider(config, clock);
const sdk = new Stripe('sk_test_1');

const event = (type: string, object: object) =>
  JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } });
const intent = { id: 'pi_1', status: 'succeeded', amount_received: 1999, currency: 'usd' };
const paid = event('payment_intent.succeeded', { ...intent, metadata: { transactionId: 'tx-1' } });
/** Signed by the SDK's own helper for tests. */
const signed = (payload: string, over: { secret?: string; timestamp?: number } = {}) => ({
  'stripe-signature': sdk.webhooks.generateTestHeaderString({ payload, secret, timestamp: NOW / 1000, ...over }),
});

describe('a webhook', () => {
  test('signed by the SDK’s own test helper is accepted and read', async () => {
    expect(await provider.parseWebhook(paid, signed(paid))).toEqual({
      provider: 'stripe',
      eventId: 'evt_1',
      providerTxId: 'pi_1',
      reference: 'tx-1',
      outcome: 'succeeded',
      amount: 1999,
      currency: 'usd',
    });
  });

  test.each<[string, string, Record<string, string>]>([
    ['signed with another secret', paid, signed(paid, { secret: 'whsec_other' })],
    ['changed after it was signed', paid.replace('1999', '9999'), signed(paid)],
    ['without a signature', paid, {}],
    ['with a signature that is none', paid, { 'stripe-signature': 't=1,v1=00' }],
    ['replayed: five minutes and a second old', paid, signed(paid, { timestamp: NOW / 1000 - 301 })],
  ])('%s is refused', async (_what, body, headers) => {
    expect(await refusalOf(provider.parseWebhook(body, headers))).toMatchObject({ code: 'permission-denied' });
  });

  test('of exactly five minutes is still accepted', async () => {
    expect(await provider.parseWebhook(paid, signed(paid, { timestamp: NOW / 1000 - 300 }))).toMatchObject({
      outcome: 'succeeded',
    });
  });

  test.each([
    [
      'payment_intent.payment_failed',
      {
        ...intent,
        amount_received: 0,
        status: 'requires_payment_method',
        last_payment_error: { code: 'card_declined' },
      },
      { outcome: 'failed', reason: 'card_declined' },
    ],
    [
      'payment_intent.canceled',
      { ...intent, status: 'canceled', cancellation_reason: 'abandoned' },
      { outcome: 'failed', reason: 'abandoned' },
    ],
    [
      'charge.refunded',
      { payment_intent: 'pi_1', amount_refunded: 500, currency: 'usd', metadata: { transactionId: 'tx-1' } },
      { outcome: 'refunded', amount: 500, reference: 'tx-1', providerTxId: 'pi_1' },
    ],
    [
      'charge.dispute.created',
      { payment_intent: 'pi_1', amount: 1999, currency: 'usd', reason: 'fraudulent' },
      { outcome: 'refunded', amount: 1999, reference: null, reason: 'chargeback: fraudulent' },
    ],
  ])('%s is read', async (type, object, expected) => {
    const body = event(type, object);
    expect(await provider.parseWebhook(body, signed(body))).toMatchObject(expected);
  });

  test.each([
    ['payment_intent.created', intent],
    ['charge.refunded', { payment_intent: null, amount_refunded: 5, currency: 'usd' }],
    ['customer.created', { id: 'cus_1' }],
  ])('%s that concerns no purchase means nothing', async (type, object) => {
    const body = event(type, object);
    expect(await provider.parseWebhook(body, signed(body))).toBeNull();
  });

  test('whose object is not what its type says is an error, not a fact', async () => {
    const body = event('payment_intent.succeeded', { ...intent, amount_received: 'a lot' });
    await expect(provider.parseWebhook(body, signed(body))).rejects.toThrow();
  });
});
