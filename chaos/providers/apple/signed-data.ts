import { signJws } from '../jwt.ts';
import type { EventEncoder, SimEvent, SimPayment } from '../types.ts';
import type { Authority } from './certificates.ts';
import { makeAuthority } from './certificates.ts';

/** The app that the simulated App Store sells for. */
export interface AppleApp {
  readonly bundleId: string;
  readonly appAppleId: number;
  readonly environment: 'Sandbox';
}

/** Data signed as the App Store signs it: ES256 with the certificate chain in the header. */
const signed = (authority: Authority, payload: Readonly<Record<string, unknown>>): string =>
  signJws('ES256', authority.leafKey, { x5c: authority.chain.map((der) => der.toString('base64')) }, payload);

/** A `JWSTransaction` of a payment. */
export function signedTransaction(
  authority: Authority,
  app: AppleApp,
  payment: Readonly<SimPayment>,
  now: number,
): string {
  const { providerTxId, productId, reference, paid, refunded, currency, settledAt } = payment;
  const revoked = refunded > 0 && {
    revocationDate: now,
    revocationReason: 0,
    revocationPercentage: Math.round((refunded / paid) * 100_000),
  };
  return signed(authority, {
    transactionId: providerTxId,
    originalTransactionId: providerTxId,
    bundleId: app.bundleId,
    productId,
    purchaseDate: settledAt,
    originalPurchaseDate: settledAt,
    quantity: 1,
    type: 'Consumable',
    appAccountToken: reference,
    inAppOwnershipType: 'PURCHASED',
    signedDate: now,
    environment: app.environment,
    transactionReason: 'PURCHASE',
    storefront: 'USA',
    storefrontId: '143441',
    // Milliunits: the minor unit of the currencies that are sold here has two digits.
    price: paid * 10,
    currency: currency.toUpperCase(),
    ...revoked,
  });
}

const TYPES: Readonly<Partial<Record<SimEvent['kind'], string>>> = { succeeded: 'ONE_TIME_CHARGE', refunded: 'REFUND' };

/** App Store Server Notifications, version 2. */
export function appleEncoder(authority: Authority, app: AppleApp): EventEncoder {
  const message = (by: Authority, event: SimEvent, now: number) => {
    const { bundleId, appAppleId, environment } = app;
    const signedTransactionInfo = signedTransaction(by, app, event.payment, now);
    const notification = {
      notificationType: TYPES[event.kind] ?? 'TEST',
      notificationUUID: event.eventId,
      version: '2.0',
      signedDate: now,
      data: { appAppleId, bundleId, bundleVersion: '1', environment, signedTransactionInfo },
    };
    const body = JSON.stringify({ signedPayload: signed(by, notification) });
    return { path: '/webhooks/apple', headers: { 'content-type': 'application/json' }, body };
  };
  let stranger: Authority | undefined;
  return {
    encode: (event, now) => message(authority, event, now),
    forge: (event, now) => {
      stranger ??= makeAuthority('Forged');
      return message(stranger, event, now);
    },
  };
}
