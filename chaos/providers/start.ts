import type { FastifyInstance } from 'fastify';
import type { PaymentsConfigInput } from '../../backend/index.ts';
import type { Provider } from '../../lib/api/index.ts';
import { appleError, appleServer } from './apple/server.ts';
import { appleEncoder } from './apple/signed-data.ts';
import { SimClock } from './clock.ts';
import type { ProvidersConfig } from './config.ts';
import { controlServer } from './control.ts';
import { FaultBoard } from './faults/board.ts';
import { googleEncoder } from './google/developer-notifications.ts';
import { googleError, googleServer } from './google/server.ts';
import { installFaults } from './http/fault-hooks.ts';
import { listen } from './http/serve.ts';
import { type Identities, makeIdentities } from './identities.ts';
import { stripeEncoder } from './stripe/events.ts';
import { stripeError, stripeServer } from './stripe/server.ts';
import { Timers } from './timers.ts';
import { Deliverer } from './webhooks/deliverer.ts';
import { PaymentWorld } from './world.ts';

export interface RunningProviders {
  /** The control address. */
  readonly url: string;
  readonly urls: Readonly<Record<Provider, string>>;
  /** The `payments` part of the configuration of a backend that pays through these providers. */
  readonly payments: PaymentsConfigInput;
  close(): Promise<void>;
}

/**
 * Starts the three providers, each at an address of its own, and the control address. Keys are made anew unless given: making them is what
 * takes longest.
 */
export async function startProviders(config: ProvidersConfig, identities?: Identities): Promise<RunningProviders> {
  const clock = new SimClock();
  const timers = new Timers();
  const keys = identities ?? (await makeIdentities());
  const { stripe, apple, google } = keys;
  const board = new FaultBoard(config.seed, () => clock.now());
  const { audience, email, keyId, privateKey: key } = google.push;
  const deliverer = new Deliverer(
    {
      encoders: {
        stripe: stripeEncoder(stripe.webhookSecret),
        apple: appleEncoder(apple.authority, apple.app),
        google: googleEncoder({ key, keyId, audience, email, packageName: google.packageName }),
      },
      sendsOf: (event) => board.sendsOf(event),
      held: (provider) => board.holdsDeliveries(provider),
      redeliverAfterMs: config.redeliverAfterMs,
      clock,
      timers,
    },
    config.target,
  );
  const world: PaymentWorld = new PaymentWorld(config, clock, timers, {
    opened: (payment) => {
      const sends = board.madeUp(payment, (kind) => world.eventOf(kind, payment, 'forged'));
      for (const send of sends) deliverer.send(send.event, [send]);
    },
    charged: (payment) => board.charged(payment),
    emit: (event) => deliverer.emit(event),
  });

  const { packageName, serviceAccount } = google;
  const { authority, app: sold, connectKey } = apple;
  const certs = () => ({
    keys: [{ ...google.push.publicKey.export({ format: 'jwk' }), kid: keyId, alg: 'RS256', use: 'sig' }],
  });
  const apps: Record<Provider, FastifyInstance> = {
    stripe: stripeServer(world, stripe.secretKey),
    apple: appleServer({ world, clock, authority, app: sold, connectKey: connectKey.publicKey }),
    google: googleServer({ world, clock, packageName, serviceAccount, certs }),
  };
  installFaults(apps.stripe, 'stripe', board, stripeError);
  installFaults(apps.apple, 'apple', board, appleError);
  installFaults(apps.google, 'google', board, googleError);

  const [stripeUrl, appleUrl, googleUrl] = await Promise.all([
    listen(apps.stripe, config.host, config.ports.stripe),
    listen(apps.apple, config.host, config.ports.apple),
    listen(apps.google, config.host, config.ports.google),
  ]);
  const urls = { stripe: stripeUrl, apple: appleUrl, google: googleUrl };
  const payments = backendConfig(keys, urls);
  const control = controlServer({ world, board, deliverer, clock, timers, backendConfig: () => ({ payments }) });
  const url = await listen(control, config.host, config.port);

  return {
    url,
    urls,
    payments,
    async close() {
      deliverer.stop();
      timers.stop();
      board.revertAll();
      await Promise.all([control, ...Object.values(apps)].map((app) => app.close()));
    },
  };
}

/** What a backend has to know to pay through these providers: addresses and keys, in the form of its own configuration. */
export function backendConfig(
  { stripe, apple, google }: Identities,
  urls: Readonly<Record<Provider, string>>,
): PaymentsConfigInput {
  return {
    stripe: { ...stripe, apiUrl: urls.stripe, testPaymentMethod: 'pm_card_visa' },
    apple: {
      bundleId: apple.app.bundleId,
      appAppleId: apple.app.appAppleId,
      environment: apple.app.environment,
      issuerId: apple.issuerId,
      keyId: apple.keyId,
      privateKey: pem(apple.connectKey.privateKey),
      rootCertificates: [apple.authority.root.toString('base64')],
      onlineChecks: false,
      apiUrl: urls.apple,
      deviceUrl: urls.apple,
    },
    google: {
      packageName: google.packageName,
      serviceAccount: { email: google.serviceAccount.email, privateKey: pem(google.serviceAccount.privateKey) },
      pushAudience: google.push.audience,
      pushEmail: google.push.email,
      apiUrl: urls.google,
      tokenUrl: `${urls.google}/token`,
      certsUrl: `${urls.google}/oauth2/v3/certs`,
      deviceUrl: urls.google,
    },
  };
}

const pem = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
