import type { Provider } from '../../lib/api/index.ts';

/** What a customer does with a payment once it was begun. */
export type CustomerPlan = 'pays' | 'declined' | 'declined-then-pays' | 'abandons';

/** One payment as it really is: the truth that invariants compare the backend with. Money is in the minor unit. */
export interface SimPayment {
  readonly provider: Provider;
  /** The provider's id: follows from the reference, so that it is the same in each run. */
  readonly providerTxId: string;
  /** The purchase that it names. */
  readonly reference: string;
  readonly productId: string;
  readonly currency: string;
  /** What was asked for. */
  readonly asked: number;
  /** What was really paid: 0 until it was. */
  paid: number;
  refunded: number;
  state: 'open' | 'succeeded' | 'failed' | 'abandoned';
  readonly plan: CustomerPlan;
  readonly openedAt: number;
  settledAt: number | null;
  /** Google only: the goods were reported as delivered. */
  consumed: boolean;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Something that a provider tells the backend. `payment` is a copy: a late delivery tells what was true when it happened. */
export interface SimEvent {
  readonly eventId: string;
  readonly provider: Provider;
  readonly kind: 'succeeded' | 'failed' | 'refunded';
  readonly payment: Readonly<SimPayment>;
  readonly at: number;
}

/** An event as it goes over the wire. */
export interface WireMessage {
  /** Below the backend's address. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a provider writes and signs its events. Signed anew at each attempt, as the real ones do. */
export interface EventEncoder {
  encode(event: SimEvent, now: number): WireMessage;
  /** The same message by someone who does not have the provider's key. */
  forge(event: SimEvent, now: number): WireMessage;
}

export const PROVIDERS: readonly Provider[] = ['stripe', 'apple', 'google'];
