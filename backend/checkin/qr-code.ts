import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a code says. */
export interface QrClaims {
  readonly eventId: string;
  /** Whom it lets in; null for whoever shows it first. */
  readonly userId: string | null;
  /** Unique per code: used once, it lets nobody in again. */
  readonly nonce: string;
  /** Unix milliseconds from which it is void. */
  readonly expiresAt: number;
}

export type QrVerdict = { readonly claims: QrClaims } | { readonly failure: string };

const VERSION = 'LG1';
/** Longest code that is looked at. */
export const MAX_QR_CODE = 1000;

const signatureOf = (body: string, key: string): Buffer =>
  createHmac('sha256', key).update(`${VERSION}.${body}`).digest();

/** The text of a QR code: version, claims and their HMAC-SHA-256 under the event's key. */
export function signQrCode({ eventId, userId, nonce, expiresAt }: QrClaims, key: string): string {
  const body = Buffer.from(JSON.stringify([eventId, userId, nonce, expiresAt])).toString('base64url');
  return `${VERSION}.${body}.${signatureOf(body, key).toString('base64url')}`;
}

/** Checks form, signature, event, holder and time; whether the code was used is for the store to say. */
export function checkQrCode(
  code: string,
  expected: { readonly eventId: string; readonly userId: string; readonly key: string; readonly now: number },
): QrVerdict {
  const [version, body = '', signature = '', ...rest] = code.split('.');
  if (version !== VERSION || rest.length > 0) return { failure: 'qr-malformed' };
  const given = Buffer.from(signature, 'base64url');
  const wanted = signatureOf(body, expected.key);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return { failure: 'qr-forged' };
  const [eventId, userId, nonce, expiresAt] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
    string,
    string | null,
    string,
    number,
  ];
  if (eventId !== expected.eventId) return { failure: 'qr-other-event' };
  if (userId !== null && userId !== expected.userId) return { failure: 'qr-other-holder' };
  if (expected.now >= expiresAt) return { failure: 'qr-expired' };
  return { claims: { eventId, userId, nonce, expiresAt } };
}
