import type { Provider } from '../../lib/api/index.ts';

/** What a provider says of a payment when it is asked. Amounts are in the currency's minor unit (cents). */
export type ProviderAnswer =
  | { readonly state: 'succeeded'; readonly amount: number; readonly currency: string }
  | { readonly state: 'pending' }
  | { readonly state: 'failed'; readonly reason: string };

/** A fact that a verified webhook or server notification carries. */
export interface ProviderEvent {
  readonly provider: Provider;
  /** The provider's own id of the event: the same event may be delivered many times, in any order. */
  readonly eventId: string;
  readonly providerTxId: string;
  readonly outcome: 'succeeded' | 'failed' | 'refunded';
  readonly amount: number;
  readonly currency: string;
}

export interface PaymentProvider {
  readonly name: Provider;
  /** Starts the payment at the provider; idempotent by `idempotencyKey`. Throws when the provider cannot be reached. */
  begin(payment: {
    readonly idempotencyKey: string;
    readonly userId: string;
    readonly amount: number;
    readonly currency: string;
    readonly productId: string;
  }): Promise<{ readonly providerTxId: string }>;
  /** Asks the provider what became of the payment. Throws when it cannot be reached or answers nonsense. */
  verify(providerTxId: string, productId: string): Promise<ProviderAnswer>;
  /** Verifies the signature of a raw webhook body and reads it; null for events that mean nothing to us. Throws `permission-denied` on forgery. */
  parseWebhook(rawBody: string, headers: Readonly<Record<string, string | undefined>>): Promise<ProviderEvent | null>;
}
