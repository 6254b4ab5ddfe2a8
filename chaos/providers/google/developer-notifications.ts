import type { KeyObject } from 'node:crypto';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { signJws } from '../jwt.ts';
import type { EventEncoder, SimEvent } from '../types.ts';

/** What signs and addresses the pushes of a Pub/Sub subscription. */
export interface PushIdentity {
  readonly key: KeyObject;
  readonly keyId: string;
  readonly audience: string;
  readonly email: string;
  readonly packageName: string;
}

const ONE_TIME_PRODUCT = 2;
const REFUND_TYPE = { full: 1, partial: 2 } as const;

/** Real-time developer notifications in Pub/Sub's push envelope, with an OpenID token of the subscription's account. */
export function googleEncoder(identity: PushIdentity): EventEncoder {
  const message = (event: SimEvent, now: number, key: KeyObject) => {
    const { eventId, at } = event;
    const messageId = BigInt(`0x${createHash('sha256').update(eventId).digest('hex').slice(0, 14)}`).toString();
    const data = Buffer.from(JSON.stringify(notificationOf(event, identity.packageName))).toString('base64');
    const publishTime = new Date(at).toISOString();
    const body = JSON.stringify({
      message: { data, messageId, message_id: messageId, publishTime, publish_time: publishTime, attributes: {} },
      subscription: 'projects/simulated/subscriptions/play',
    });
    const authorization = `Bearer ${pushToken(identity, key, now)}`;
    return { path: '/webhooks/google', headers: { 'content-type': 'application/json', authorization }, body };
  };
  let stranger: KeyObject | undefined;
  return {
    encode: (event, now) => message(event, now, identity.key),
    forge: (event, now) => {
      stranger ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
      return message(event, now, stranger);
    },
  };
}

function notificationOf({ kind, payment, at }: SimEvent, packageName: string) {
  const { providerTxId: purchaseToken, productId: sku, paid, refunded } = payment;
  const about = { version: '1.0', packageName, eventTimeMillis: String(at) };
  if (kind === 'refunded') {
    const refundType = refunded === paid ? REFUND_TYPE.full : REFUND_TYPE.partial;
    const voided = { purchaseToken, orderId: orderIdOf(purchaseToken), productType: ONE_TIME_PRODUCT, refundType };
    return { ...about, voidedPurchaseNotification: voided };
  }
  const notificationType = kind === 'succeeded' ? 1 : 2;
  return { ...about, oneTimeProductNotification: { version: '1.0', notificationType, purchaseToken, sku } };
}

/** `GPA.1234-5678-9012-34567`. */
export function orderIdOf(purchaseToken: string): string {
  const digits = BigInt(`0x${createHash('sha256').update(purchaseToken).digest('hex')}`)
    .toString()
    .slice(0, 17);
  return `GPA.${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8, 12)}-${digits.slice(12)}`;
}

function pushToken({ keyId, audience, email }: PushIdentity, key: KeyObject, now: number): string {
  const iat = Math.floor(now / 1000);
  const claims = {
    aud: audience,
    azp: '113774264463038321964',
    email,
    email_verified: true,
    exp: iat + 3600,
    iat,
    iss: 'https://accounts.google.com',
    sub: '113774264463038321964',
  };
  return signJws('RS256', key, { kid: keyId, typ: 'JWT' }, claims);
}
