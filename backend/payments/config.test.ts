import { describe, expect, test } from 'vitest';
import { readPaymentsConfig } from './config.ts';

const stripe = { secretKey: 'sk_test_hunter2', webhookSecret: 'whsec_hunter2' };
const google = {
  packageName: 'com.example.app',
  serviceAccount: { email: 'a@example.com' },
  pushAudience: 'us',
  pushEmail: 'push@example.com',
};

test('addresses are the real services’ unless said otherwise', () => {
  const config = readPaymentsConfig({ stripe, google }, { GOOGLE_PRIVATE_KEY: 'pem' });
  expect(config.stripe?.apiUrl).toBe('https://api.stripe.com');
  expect(config.google).toMatchObject({
    apiUrl: 'https://androidpublisher.googleapis.com',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    certsUrl: 'https://www.googleapis.com/oauth2/v3/certs',
    serviceAccount: { privateKey: 'pem' },
  });
  expect(readPaymentsConfig({})).toEqual({});
});

test('secrets come from the environment where the configuration has none', () => {
  const env = { STRIPE_SECRET_KEY: 'sk_env', STRIPE_WEBHOOK_SECRET: 'whsec_env' };
  expect(readPaymentsConfig({ stripe: {} }, env).stripe).toMatchObject({
    secretKey: 'sk_env',
    webhookSecret: 'whsec_env',
  });
  expect(readPaymentsConfig({ stripe }, env).stripe).toMatchObject(stripe);
});

describe('a fault is named by its field and how to mend it, never by its value', () => {
  test.each<[unknown, string]>([
    [
      { stripe: { secretKey: 'sk_test_hunter2' } },
      'payments.stripe.webhookSecret: set it, or the environment variable STRIPE_WEBHOOK_SECRET',
    ],
    [{ google }, 'payments.google.serviceAccount.privateKey: set it, or the environment variable GOOGLE_PRIVATE_KEY'],
    [{ paypal: {} }, 'payments.paypal'],
    [{ stripe: { ...stripe, retries: 3 } }, 'payments.stripe.retries'],
    [{ stripe: { ...stripe, apiUrl: 'hunter2' } }, 'payments.stripe.apiUrl: give an http or https address'],
    [{ stripe: { ...stripe, timeoutMs: 1 } }, 'payments.stripe.timeoutMs'],
    [[], 'payments'],
  ])('%j', (raw, message) => {
    expect(() => readPaymentsConfig(raw)).toThrow(message);
    expect(() => readPaymentsConfig(raw)).not.toThrow('hunter2');
  });
});
