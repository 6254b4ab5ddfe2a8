import type { PaymentProvider, ProviderAnswer, ProviderEvent } from '../../backend/index.ts';
import type { Provider } from '../../lib/api/index.ts';
import type { Rng } from '../../lib/random/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import type { Turns } from './turns.ts';

/** The truth about one payment, which only the provider knows. */
export interface SimPayment {
  readonly providerTxId: string;
  readonly userId: string;
  readonly amount: number;
  readonly currency: string;
  /** The key that the payment was begun with. */
  readonly reference: string;
  /** What the buyer's bank decided. */
  readonly outcome: 'succeeded' | 'failed';
}

/** A webhook on its way; it may be delivered at any time, any number of times. */
export interface SimWebhook {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly forged: boolean;
}

/** How the provider behaves while a schedule runs. */
export interface ProviderMood {
  /** Share of calls that fail without any effect. */
  readonly outage: number;
  /** Share of calls that take effect but whose answer is lost. */
  readonly lostAnswer: number;
  /** Share of webhooks that are never sent. */
  readonly lostWebhook: number;
  /** Share of webhooks that report another amount than was paid. */
  readonly wrongAmount: number;
  /** Share of payments in which another amount is paid than was asked for. */
  readonly shortPaid: number;
  /** Share of payments that the bank refuses. */
  readonly refused: number;
  /** Share of card payments that are declined once, then paid with another card: two events of one payment, in any order. */
  readonly secondCard: number;
}

const SIGNATURE = 'signed-by-the-simulated-provider';

/** A payment provider in the same process: durable like a real one, since it lives outside the backend that crashes. */
export class SimProvider implements PaymentProvider {
  readonly name: Provider;
  readonly payments = new Map<string, SimPayment>();
  readonly webhooks: SimWebhook[] = [];
  mood: ProviderMood;
  readonly #byKey = new Map<string, SimPayment>();
  readonly #rng: Rng;
  readonly #turns: Turns;
  readonly #failed: (where: string) => void;
  #events = 0;

  constructor(
    name: Provider,
    options: {
      readonly rng: Rng;
      readonly turns: Turns;
      readonly mood: ProviderMood;
      /** Hears of each answer that the provider did not give. */
      readonly failed: (where: string) => void;
    },
  ) {
    this.#failed = options.failed;
    this.name = name;
    this.mood = options.mood;
    this.#rng = options.rng;
    this.#turns = options.turns;
  }

  /** Stripe tells the payment's id at once; with Apple and Google the buyer's device pays, and only the notification tells. */
  async begin(payment: Parameters<PaymentProvider['begin']>[0]): Promise<{ readonly providerTxId: string | null }> {
    await this.#turns.take();
    this.#mayFail('outage', 'before beginning a payment');
    const made = this.#byKey.get(payment.idempotencyKey) ?? this.#make(payment);
    this.#mayFail('lostAnswer', 'after beginning a payment');
    return { providerTxId: this.name === 'stripe' ? made.providerTxId : null };
  }

  async verify(providerTxId: string): Promise<ProviderAnswer> {
    await this.#turns.take();
    this.#mayFail('outage', 'to a verification');
    const payment = this.payments.get(providerTxId);
    if (!payment) return { state: 'failed', reason: 'no such payment' };
    return payment.outcome === 'succeeded'
      ? {
          state: 'succeeded',
          amount: payment.amount,
          currency: payment.currency,
          refunded: 0,
          reference: payment.reference,
        }
      : { state: 'failed', reason: 'card_declined' };
  }

  async parseWebhook(
    rawBody: string,
    headers: Readonly<Record<string, string | undefined>>,
  ): Promise<ProviderEvent | null> {
    if (headers['x-sim-signature'] !== SIGNATURE) {
      throw new OperationError('permission-denied', 'the webhook is not signed by the provider');
    }
    return JSON.parse(rawBody) as ProviderEvent;
  }

  /** Someone pretends to be the provider and says that a payment succeeded. */
  forge(providerTxId: string, amount: number, currency: string): void {
    const event: ProviderEvent = {
      provider: this.name,
      eventId: `forged_${++this.#events}`,
      providerTxId,
      reference: null,
      outcome: 'succeeded',
      amount,
      currency,
    };
    this.webhooks.push({ body: JSON.stringify(event), headers: { 'x-sim-signature': 'guessed' }, forged: true });
  }

  #make(payment: Parameters<PaymentProvider['begin']>[0]): SimPayment {
    const made: SimPayment = {
      providerTxId: `${this.name}_${this.payments.size + 1}`,
      userId: payment.userId,
      amount: this.#rng.next() < this.mood.shortPaid ? payment.amount - 1 : payment.amount,
      currency: payment.currency,
      reference: payment.idempotencyKey,
      outcome: this.#rng.next() < this.mood.refused ? 'failed' : 'succeeded',
    };
    this.payments.set(made.providerTxId, made);
    this.#byKey.set(payment.idempotencyKey, made);
    // With Apple and Google what was declined never was a payment: the next try has an id of its own.
    const hasCards = this.name === 'stripe' && made.outcome === 'succeeded';
    if (hasCards && this.#rng.next() < this.mood.secondCard) this.#announce(made, 'failed');
    this.#announce(made, made.outcome);
    return made;
  }

  #announce(payment: SimPayment, outcome: SimPayment['outcome']): void {
    if (this.#rng.next() < this.mood.lostWebhook) return;
    const wrong = this.#rng.next() < this.mood.wrongAmount;
    const event: ProviderEvent = {
      provider: this.name,
      eventId: `${this.name}_event_${++this.#events}`,
      providerTxId: payment.providerTxId,
      reference: payment.reference,
      outcome,
      amount: wrong ? payment.amount - 1 : payment.amount,
      currency: payment.currency,
    };
    this.webhooks.push({ body: JSON.stringify(event), headers: { 'x-sim-signature': SIGNATURE }, forged: false });
  }

  #mayFail(kind: 'outage' | 'lostAnswer', where: string): void {
    if (this.#rng.next() >= this.mood[kind]) return;
    this.#failed(where);
    throw new OperationError('unavailable', `${this.name} did not answer`);
  }
}
