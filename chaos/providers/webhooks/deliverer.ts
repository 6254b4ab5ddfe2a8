import type { Provider } from '../../../lib/api/index.ts';
import type { SimClock } from '../clock.ts';
import type { Send } from '../faults/define.ts';
import type { Timers } from '../timers.ts';
import type { EventEncoder, SimEvent } from '../types.ts';

const TIMEOUT_MS = 10_000;
/** How often a delivery that is held looks whether it may go. */
const HELD_MS = 250;
/** Deliveries under way at once. */
const MAX_IN_FLIGHT = 32;

/** What became of one event. */
export interface DeliveryRecord {
  readonly eventId: string;
  readonly provider: Provider;
  readonly kind: SimEvent['kind'];
  readonly providerTxId: string;
  readonly forged: boolean;
  /** Copies that a fault has added or taken away; 0: lost. */
  readonly copies: number;
  attempts: number;
  /** Copies that the backend has acknowledged with 2xx. */
  acknowledged: number;
  /** Copies that were given up. */
  givenUp: number;
  lastStatus: number | null;
}

export interface DelivererParts {
  readonly encoders: Readonly<Record<Provider, EventEncoder>>;
  readonly sendsOf: (event: SimEvent) => readonly Send[];
  readonly held: (provider: Provider) => boolean;
  readonly redeliverAfterMs: readonly number[];
  readonly clock: SimClock;
  readonly timers: Timers;
}

/** Delivers events over HTTP until they are acknowledged, with growing waits, as the real providers do. */
export class Deliverer {
  readonly records: DeliveryRecord[] = [];
  target: string | undefined;
  readonly #parts: DelivererParts;
  readonly #line: (() => Promise<void>)[] = [];
  #inFlight = 0;
  #stopped = false;

  constructor(parts: DelivererParts, target: string | undefined) {
    this.#parts = parts;
    this.target = target;
  }

  /** Copies that are neither acknowledged nor given up. */
  get open(): number {
    return this.records.reduce((sum, { copies, acknowledged, givenUp }) => sum + copies - acknowledged - givenUp, 0);
  }

  /** Sends an event as the faults in force would have it. */
  emit(event: SimEvent): void {
    this.send(event, this.#parts.sendsOf(event));
  }

  /** Sends these copies of an event. */
  send(event: SimEvent, sends: readonly Send[]): void {
    const { eventId, provider, kind, payment } = event;
    const forged = sends.some((send) => send.forged);
    const record: DeliveryRecord = {
      eventId,
      provider,
      kind,
      providerTxId: payment.providerTxId,
      forged,
      copies: sends.length,
      attempts: 0,
      acknowledged: 0,
      givenUp: 0,
      lastStatus: null,
    };
    this.records.push(record);
    for (const send of sends) this.#after(send.delayMs, () => this.#attempt(send, record, 0));
  }

  stop(): void {
    this.#stopped = true;
    this.#line.length = 0;
  }

  #after(ms: number, run: () => Promise<void>): void {
    const enter = () => {
      this.#line.push(run);
      this.#next();
    };
    if (ms === 0) enter();
    else this.#parts.timers.after(ms, enter);
  }

  #next(): void {
    while (this.#inFlight < MAX_IN_FLIGHT && !this.#stopped) {
      const run = this.#line.shift();
      if (run === undefined) return;
      this.#inFlight++;
      void run().finally(() => {
        this.#inFlight--;
        this.#next();
      });
    }
  }

  async #attempt(send: Send, record: DeliveryRecord, attempt: number): Promise<void> {
    const { held, redeliverAfterMs } = this.#parts;
    const { target } = this;
    if (target === undefined || held(record.provider)) {
      this.#after(HELD_MS, () => this.#attempt(send, record, attempt));
      return;
    }
    record.attempts++;
    record.lastStatus = await this.#post(target, send);
    if (record.lastStatus !== null && record.lastStatus >= 200 && record.lastStatus < 300) {
      record.acknowledged++;
      return;
    }
    const wait = redeliverAfterMs[attempt];
    // Whoever forges an event does not insist.
    if (wait === undefined || send.forged) record.givenUp++;
    else this.#after(wait, () => this.#attempt(send, record, attempt + 1));
  }

  /** The status of the answer; null where there was none. */
  async #post(target: string, { event, forged }: Send): Promise<number | null> {
    const { encoders, clock } = this.#parts;
    const encoder = encoders[event.provider];
    const { path, headers, body } = forged ? encoder.forge(event, clock.now()) : encoder.encode(event, clock.now());
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(`${target}${path}`, { method: 'POST', headers, body, signal, redirect: 'error' });
      await response.body?.cancel();
      return response.status;
    } catch {
      return null;
    }
  }
}
