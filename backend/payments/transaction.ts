import { createHash } from 'node:crypto';
import type { Provider, TransactionStatus } from '../../lib/api/index.ts';
import type { Reader } from '../ports/index.ts';

/** `pendingTransactions/{transactionId}`: one purchase from its first moment on; it stays there when it is no longer pending. */
export type TransactionDoc = {
  readonly transactionId: string;
  readonly userId: string;
  readonly provider: Provider;
  readonly packId: string;
  readonly productId: string;
  /** What has to be paid, in the currency's minor unit. */
  readonly amount: number;
  readonly currency: string;
  /** What is credited once it has been. */
  readonly tokens: number;
  /** The provider's id of the payment; null until it is known. */
  readonly providerTxId: string | null;
  readonly status: TransactionStatus;
  /** Why it failed, was escalated or was refunded. */
  readonly reason: string | null;
  /** Scheduled verifications that have brought no result. */
  readonly retries: number;
  readonly nextRetryAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly confirmedAt: number | null;
  /** Tokens credited: 0 or all of `tokens`. */
  readonly credited: number;
  /** Money that the provider has given back so far, in the minor unit. */
  readonly refundedAmount: number;
  /** Tokens taken back because of it, and those that could not be because the user had spent them. */
  readonly clawedBack: number;
  readonly shortfall: number;
  /** Movements of the ledger that took tokens back so far. */
  readonly clawBacks: number;
  /** Support tickets opened, by purpose. */
  readonly tickets: readonly string[];
  /** Entries of the audit so far. */
  readonly audits: number;
};

export const TRANSACTIONS = 'pendingTransactions';
export const transactionPath = (transactionId: string): string => `${TRANSACTIONS}/${transactionId}`;

const sha256 = (...parts: string[]): string => createHash('sha256').update(parts.join('\n')).digest('hex');

/**
 * The id of the purchase that a user makes under a key: the same for each repeat. It is a UUID (version 8, RFC 9562) because it travels
 * with the payment as Stripe's metadata, Apple's `appAccountToken` (which must be one) and Google's `obfuscatedExternalAccountId`.
 */
export function transactionIdOf(userId: string, purchaseId: string): string {
  const hex = sha256('purchase', userId, purchaseId);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`];
  return [...groups, hex.slice(20, 32)].join('-');
}

/**
 * `providerPayments/{hash}` = {transactionId}: which purchase a payment belongs to. Exists once at most, so that one payment can never
 * pay for two purchases. Hashed because a purchase token may be longer than a document id.
 */
export const paymentClaimPath = (provider: Provider, providerTxId: string): string =>
  `providerPayments/${provider}:${sha256(providerTxId).slice(0, 40)}`;
export type PaymentClaim = { readonly transactionId: string };

/** `paymentEvents/{hash}`: the provider's event has been dealt with. */
export const eventPath = (provider: Provider, eventId: string): string =>
  `paymentEvents/${provider}:${sha256(eventId).slice(0, 40)}`;

/** The purchase as stored. */
export async function readTransaction(reader: Reader, transactionId: string): Promise<TransactionDoc | null> {
  return (await reader.get<TransactionDoc>(transactionPath(transactionId)))?.data ?? null;
}
