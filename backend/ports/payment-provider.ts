import type { Provider } from '../../lib/api/index.ts';

/** What a provider says of a payment when it is asked. Amounts are in the currency's minor unit (cents). */
export type ProviderAnswer =
  | {
      readonly state: 'succeeded';
      readonly amount: number;
      /** ISO 4217, lower case. */
      readonly currency: string;
      /** How much of it was given back so far; 0 when nothing was. */
      readonly refunded: number;
      /** The `idempotencyKey` that the payment was begun with, as the provider kept it; null where it kept none. */
      readonly reference: string | null;
    }
  | { readonly state: 'pending' }
  | { readonly state: 'failed'; readonly reason: string };

/** A fact that a verified webhook or server notification carries. */
export interface ProviderEvent {
  readonly provider: Provider;
  /** The provider's own id of the event: the same event may be delivered many times, in any order. */
  readonly eventId: string;
  readonly providerTxId: string;
  /** The `idempotencyKey` that the payment was begun with; null where the event does not carry it. */
  readonly reference: string | null;
  readonly outcome: 'succeeded' | 'failed' | 'refunded';
  /** Paid; of a `refunded` event: given back so far, all refunds of the payment together. */
  readonly amount: number;
  readonly currency: string;
  /** Why it failed or was refunded. */
  readonly reason?: string;
}

export interface PaymentProvider {
  readonly name: Provider;
  /**
   * Starts the payment at the provider; idempotent by `idempotencyKey` (a UUID). `providerTxId` is null where the customer's device
   * buys at the store, so that the id is learned from the store's notification. Throws when the provider cannot be reached.
   */
  begin(payment: {
    readonly idempotencyKey: string;
    readonly userId: string;
    readonly amount: number;
    readonly currency: string;
    readonly productId: string;
  }): Promise<{ readonly providerTxId: string | null }>;
  /** Asks the provider what became of the payment. Throws when it cannot be reached or answers nonsense. */
  verify(providerTxId: string, productId: string): Promise<ProviderAnswer>;
  /** Verifies the signature of a raw webhook body and reads it; null for events that mean nothing to us. Throws `permission-denied` on forgery. */
  parseWebhook(rawBody: string, headers: Readonly<Record<string, string | undefined>>): Promise<ProviderEvent | null>;
  /**
   * The id of the payment that a receipt from the customer's device is of; absent where devices have none. The receipt proves nothing yet:
   * `verify` does. Throws `invalid-argument` where it is no receipt.
   */
  receiptTxId?(receipt: string): Promise<string>;
  /** Tells the provider that the goods were delivered, where it wants to know: Google refunds what nobody consumed within three days. */
  settle?(providerTxId: string, productId: string): Promise<void>;
}
