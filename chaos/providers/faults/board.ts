import { z } from 'zod';
import type { Provider } from '../../../lib/api/index.ts';
import { chanceOf } from '../chance.ts';
import { PROVIDERS, type SimEvent, type SimPayment } from '../types.ts';
import type { ActiveFault, FaultRequest, RequestEffect, Send } from './define.ts';
import { PROVIDER_FAULTS, type ProviderFaultName } from './index.ts';

const names = Object.keys(PROVIDER_FAULTS) as ProviderFaultName[];

/** A request to apply a fault: which one, to whom, and to what share of the requests, events or payments. */
export const faultRequest = z.strictObject({
  fault: z.enum(names, { error: `give one of ${names.join(', ')}` }),
  providers: z
    .array(z.enum(['stripe', 'apple', 'google']))
    .min(1)
    .default([...PROVIDERS]),
  fraction: z.number().gt(0, 'give a share above 0, up to 1').max(1, 'give a share above 0, up to 1').default(1),
  /** Decides which ones are struck; the providers' seed when absent. */
  seed: z.int().optional(),
  params: z.record(z.string(), z.unknown()).default({}),
  /** A name of the caller's choice, so that he can revert it even where the answer got lost; a fault that has it already is replaced. */
  id: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}$/, 'give letters, digits, ".", "_" and "-"')
    .optional(),
  /** Reverts by itself after so many ms, should whoever applied it be gone by then. */
  ttlMs: z.int().min(1).optional(),
});
export type FaultInput = z.input<typeof faultRequest>;

export interface AppliedFault {
  readonly id: string;
  readonly fault: ProviderFaultName;
  readonly providers: readonly Provider[];
  readonly fraction: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly appliedAt: number;
  /** Requests, events and payments that it has touched. */
  readonly struck: number;
}

interface Entry extends Omit<AppliedFault, 'struck'> {
  struck: number;
  readonly active: ActiveFault;
}

/** The faults that are in force, applied in the order in which they came. */
export class FaultBoard {
  readonly #seed: number;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  #count = 0;

  constructor(seed: number, now: () => number) {
    this.#seed = seed;
    this.#now = now;
  }

  /** @throws ZodError where the request or the fault's parameters are faulty */
  apply(input: unknown): AppliedFault {
    const { id: named, fault, providers, fraction, seed = this.#seed, params } = faultRequest.parse(input);
    const kind = PROVIDER_FAULTS[fault];
    const parsed = kind.params.parse(params) as Record<string, unknown>;
    const id = named ?? `f${++this.#count}`;
    this.revert(id);
    const chance = (key: string) => chanceOf(seed, `${fault} ${key}`);
    const strikes = (key: string) => chance(key) < fraction;
    const active = kind.apply(parsed, { strikes, chance });
    const entry: Entry = { id, fault, providers, fraction, params: parsed, appliedAt: this.#now(), struck: 0, active };
    this.#entries.set(id, entry);
    return viewOf(entry);
  }

  /** Reverts a fault; false where it is not in force (any more). With `appliedAt` only the one that was applied then. */
  revert(id: string, appliedAt?: number): boolean {
    const entry = this.#entries.get(id);
    if (!entry || (appliedAt !== undefined && appliedAt !== entry.appliedAt)) return false;
    this.#entries.delete(id);
    entry.active.revert();
    return true;
  }

  revertAll(): void {
    for (const id of [...this.#entries.keys()]) this.revert(id);
  }

  list(): AppliedFault[] {
    return [...this.#entries.values()].map(viewOf);
  }

  /** What happens to a request: delays add up, and the first effect that decides its answer comes last. */
  requestEffects(request: FaultRequest): RequestEffect[] {
    const effects: RequestEffect[] = [];
    for (const entry of this.#of(request.provider)) {
      const effect = entry.active.request?.(request);
      if (!effect) continue;
      entry.struck++;
      effects.push(effect);
      if (effect.type !== 'delay' && effect.type !== 'lose-answer') break;
    }
    return effects;
  }

  /** The copies of an event that are sent. */
  sendsOf(event: SimEvent): readonly Send[] {
    let planned: readonly Send[] = [{ event, delayMs: 0, forged: false }];
    for (const entry of this.#of(event.provider)) {
      const changed = entry.active.sends?.(planned) ?? planned;
      if (changed.length !== planned.length || changed.some((send, i) => send.delayMs !== planned[i]?.delayMs)) {
        entry.struck++;
      }
      planned = changed;
    }
    return planned;
  }

  /** Events that somebody makes up about a payment that has begun. */
  madeUp(payment: SimPayment, makeUp: (kind: SimEvent['kind']) => SimEvent): Send[] {
    return this.#of(payment.provider).flatMap((entry) => {
      const sends = entry.active.opened?.(payment, makeUp) ?? [];
      entry.struck += sends.length;
      return sends;
    });
  }

  /** What a customer is charged. */
  charged(payment: SimPayment): number {
    return this.#of(payment.provider).reduce((amount, entry) => {
      const charged = entry.active.charged?.(payment, amount) ?? amount;
      if (charged !== amount) entry.struck++;
      return charged;
    }, payment.asked);
  }

  holdsDeliveries(provider: Provider): boolean {
    return this.#of(provider).some((entry) => entry.active.holdsDeliveries === true);
  }

  #of(provider: Provider): Entry[] {
    return [...this.#entries.values()].filter((entry) => entry.providers.includes(provider));
  }
}

const viewOf = ({ active: _active, ...entry }: Entry): AppliedFault => ({ ...entry });
