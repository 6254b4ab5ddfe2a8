import type { Provider } from '../../../lib/api/index.ts';
import { OperationError } from '../../../lib/wire/index.ts';
import type { PaymentProvider, ProviderAnswer, ProviderEvent } from '../../ports/index.ts';

/** What really happened to one payment at the provider. */
export interface TruePayment {
  readonly providerTxId: string;
  readonly reference: string;
  amount: number;
  currency: string;
  refunded: number;
  state: 'open' | 'succeeded' | 'failed';
}

/** A provider as a table of payments: its truth is at hand, and it can be made unreachable. Its webhooks are plain JSON, unsigned. */
export class ModelProvider implements PaymentProvider {
  readonly name: Provider;
  readonly payments = new Map<string, TruePayment>();
  readonly settled: string[] = [];
  reachable = true;
  /** Whether `begin` tells the payment's name; false as with purchases on a device. */
  namesPayments = true;
  /** The next answers get lost on their way back. */
  loseAnswers = 0;
  #events = 0;

  constructor(name: Provider) {
    this.name = name;
  }

  async begin({ idempotencyKey, amount, currency }: Parameters<PaymentProvider['begin']>[0]) {
    this.#reach();
    const providerTxId = `${this.name}-${idempotencyKey}`;
    if (!this.payments.has(providerTxId)) {
      const payment = {
        providerTxId,
        reference: idempotencyKey,
        amount,
        currency,
        refunded: 0,
        state: 'open' as const,
      };
      this.payments.set(providerTxId, payment);
    }
    this.#answer();
    return { providerTxId: this.namesPayments ? providerTxId : null };
  }

  async verify(providerTxId: string): Promise<ProviderAnswer> {
    this.#reach();
    const payment = this.payments.get(providerTxId);
    if (!payment) throw new Error(`no payment ${providerTxId}`);
    this.#answer();
    const { amount, currency, refunded, reference } = payment;
    if (payment.state === 'succeeded') return { state: 'succeeded', amount, currency, refunded, reference };
    return payment.state === 'failed' ? { state: 'failed', reason: 'card declined' } : { state: 'pending' };
  }

  async parseWebhook(rawBody: string): Promise<ProviderEvent | null> {
    const event = JSON.parse(rawBody) as ProviderEvent | { forged: true };
    if ('forged' in event) throw new OperationError('permission-denied', 'the signature does not verify');
    return event;
  }

  async settle(providerTxId: string): Promise<void> {
    this.#reach();
    this.settled.push(providerTxId);
  }

  paymentOf(reference: string): TruePayment {
    const payment = [...this.payments.values()].find((one) => one.reference === reference);
    if (!payment) throw new Error(`no payment for ${reference}`);
    return payment;
  }

  /** A new event that tells the payment's present state. */
  eventFor({ providerTxId, reference, state, amount, currency, refunded }: TruePayment): ProviderEvent {
    const outcome = refunded > 0 ? 'refunded' : state === 'failed' ? 'failed' : 'succeeded';
    const told = { provider: this.name, eventId: `evt-${++this.#events}`, providerTxId, reference, outcome } as const;
    return { ...told, amount: refunded > 0 ? refunded : amount, currency };
  }

  #reach(): void {
    if (!this.reachable) throw new Error(`${this.name} is unreachable`);
  }

  #answer(): void {
    if (this.loseAnswers === 0) return;
    this.loseAnswers--;
    throw new Error(`${this.name} did not answer in time`);
  }
}
