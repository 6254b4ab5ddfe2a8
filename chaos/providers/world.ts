import { createHash } from 'node:crypto';
import type { Provider } from '../../lib/api/index.ts';
import { chanceOf } from './chance.ts';
import type { SimClock } from './clock.ts';
import type { ProvidersConfig } from './config.ts';
import type { Timers } from './timers.ts';
import type { CustomerPlan, SimEvent, SimPayment } from './types.ts';

export interface NewPayment {
  readonly provider: Provider;
  readonly reference: string;
  readonly productId: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What may be done with a payment on its way; faults take part here. */
export interface WorldHooks {
  opened(payment: SimPayment): void;
  /** What the customer is really charged. */
  charged(payment: SimPayment): number;
  emit(event: SimEvent): void;
}

/** Everything that the simulated providers know: payments, what became of them, and what customers will do. */
export class PaymentWorld {
  readonly payments = new Map<string, SimPayment>();
  readonly #byReference = new Map<string, SimPayment>();
  readonly #events = new Map<string, number>();
  readonly #config: ProvidersConfig;
  readonly #clock: SimClock;
  readonly #timers: Timers;
  readonly #hooks: WorldHooks;

  constructor(config: ProvidersConfig, clock: SimClock, timers: Timers, hooks: WorldHooks) {
    this.#config = config;
    this.#clock = clock;
    this.#timers = timers;
    this.#hooks = hooks;
  }

  /** Begins a payment, or returns the one that the same provider has begun under the reference. */
  open({ provider, reference, productId, amount, currency, metadata = {} }: NewPayment): SimPayment {
    const existing = this.find(provider, reference);
    if (existing) return existing;
    const payment: SimPayment = {
      provider,
      providerTxId: idOf(provider, reference),
      reference,
      productId,
      currency,
      asked: amount,
      paid: 0,
      refunded: 0,
      state: 'open',
      plan: this.#planOf(provider, reference),
      openedAt: this.#clock.now(),
      settledAt: null,
      consumed: false,
      metadata,
    };
    this.payments.set(payment.providerTxId, payment);
    this.#byReference.set(`${provider} ${reference}`, payment);
    this.#hooks.opened(payment);
    this.#timers.after(this.#thinkTime(reference), () => this.#settle(payment));
    return payment;
  }

  find(provider: Provider, reference: string): SimPayment | undefined {
    return this.#byReference.get(`${provider} ${reference}`);
  }

  /** Gives money back: all that is left of it, or an amount. @throws Error where there is not as much to give back */
  refund(providerTxId: string, amount?: number): SimPayment {
    const payment = this.payments.get(providerTxId);
    if (!payment) throw new Error(`no payment ${providerTxId}`);
    const left = payment.paid - payment.refunded;
    const given = amount ?? left;
    if (!Number.isSafeInteger(given) || given <= 0 || given > left) {
      throw new Error(`${given} cannot be given back: ${left} of payment ${providerTxId} is left`);
    }
    payment.refunded += given;
    this.#tell('refunded', payment);
    return payment;
  }

  /** The event that tells the payment's state as `kind`, with an id of its own. */
  eventOf(kind: SimEvent['kind'], payment: SimPayment, label = 'evt'): SimEvent {
    const key = `${label} ${payment.providerTxId}`;
    const number = (this.#events.get(key) ?? 0) + 1;
    this.#events.set(key, number);
    const eventId = `${label}_${sha(`${key} ${number}`).slice(0, 24)}`;
    return { eventId, provider: payment.provider, kind, payment: { ...payment }, at: this.#clock.now() };
  }

  #settle(payment: SimPayment): void {
    if (payment.plan === 'abandons') {
      payment.state = 'abandoned';
      payment.settledAt = this.#clock.now();
      return;
    }
    if (payment.plan === 'pays') {
      this.#pay(payment);
      return;
    }
    payment.state = 'failed';
    payment.settledAt = this.#clock.now();
    this.#tell('failed', payment);
    if (payment.plan === 'declined-then-pays') {
      this.#timers.after(this.#thinkTime(`${payment.reference} again`), () => this.#pay(payment));
    }
  }

  #pay(payment: SimPayment): void {
    payment.state = 'succeeded';
    payment.paid = this.#hooks.charged(payment);
    payment.settledAt = this.#clock.now();
    this.#tell('succeeded', payment);
  }

  #tell(kind: SimEvent['kind'], payment: SimPayment): void {
    this.#hooks.emit(this.eventOf(kind, payment));
  }

  #thinkTime(key: string): number {
    const { settleAfterMs, jitterMs } = this.#config.customers;
    return settleAfterMs + Math.floor(chanceOf(this.#config.seed, `think ${key}`) * jitterMs);
  }

  #planOf(provider: Provider, reference: string): CustomerPlan {
    const { declined, declinedThenPays, abandons } = this.#config.customers;
    const chance = chanceOf(this.#config.seed, `plan ${reference}`);
    if (chance < abandons) return 'abandons';
    // The App Store tells nobody of a purchase that was not made; Google cancels it for good.
    if (chance < abandons + declined) return provider === 'apple' ? 'abandons' : 'declined';
    if (chance < abandons + declined + declinedThenPays) return provider === 'stripe' ? 'declined-then-pays' : 'pays';
    return 'pays';
  }
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An id in the form of the provider's own: `pi_…`, a number of 16 digits, a purchase token of 144 characters. */
function idOf(provider: Provider, reference: string): string {
  const hex = sha(`${provider} ${reference}`);
  if (provider === 'stripe') return `pi_${hex.slice(0, 24)}`;
  if (provider === 'apple') return `2${(BigInt(`0x${hex.slice(0, 16)}`) % 10n ** 15n).toString().padStart(15, '0')}`;
  return `${hex.slice(0, 24)}.AO-J1O${sha(hex)}${hex.slice(24, 74)}`.padEnd(144, '0').slice(0, 144);
}
