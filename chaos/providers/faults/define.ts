import { z } from 'zod';
import type { Provider } from '../../../lib/api/index.ts';
import type { SimEvent, SimPayment } from '../types.ts';

/** One request to a simulated provider, recognisable across runs. */
export interface FaultRequest {
  readonly provider: Provider;
  /** Method, address and idempotency key. */
  readonly key: string;
  /** How often this very request has come, from 1: a client's retry is another one. */
  readonly ordinal: number;
}

/** What happens to a request instead of, or before, its answer. `lose-answer`: the work is done, but the connection dies. */
export type RequestEffect =
  | { readonly type: 'drop' }
  | { readonly type: 'hang'; readonly released: Promise<void> }
  | { readonly type: 'delay'; readonly ms: number }
  | { readonly type: 'status'; readonly status: number }
  | { readonly type: 'garbage'; readonly body: string }
  | { readonly type: 'lose-answer' };

/** One copy of an event on its way to the backend. */
export interface Send {
  readonly event: SimEvent;
  readonly delayMs: number;
  /** Signed by someone who does not have the key. */
  readonly forged: boolean;
}

/** A fault that is in force for some providers; each part that is absent changes nothing. */
export interface ActiveFault {
  request?(request: FaultRequest): RequestEffect | null;
  /** What becomes of the copies that would be sent; an empty list loses the event for ever. */
  sends?(planned: readonly Send[]): readonly Send[];
  /** Events that are made up when a payment begins. */
  opened?(payment: SimPayment, makeUp: (kind: SimEvent['kind']) => SimEvent): readonly Send[];
  /** What the customer is charged instead of `amount`. */
  charged?(payment: SimPayment, amount: number): number;
  /** Deliveries wait until the fault is reverted. */
  readonly holdsDeliveries?: true;
  /** Ends whatever the fault still holds. Payments and events that it has touched stay as they are. */
  revert(): void;
}

/** Chance that follows from the fault's seed and the key alone. */
export interface FaultContext {
  readonly strikes: (key: string) => boolean;
  readonly chance: (key: string) => number;
}

/** A kind of fault: `params` is strict, `apply` starts one, and what it returns knows how to revert it. */
export interface FaultKind {
  readonly summary: string;
  readonly params: z.ZodObject;
  apply(params: unknown, context: FaultContext): ActiveFault;
}

/** Declares a fault whose `apply` has the type of its own parameters. */
export function defineFault<P extends z.ZodObject>(kind: {
  readonly summary: string;
  readonly params: P;
  apply(params: z.output<P>, context: FaultContext): ActiveFault;
}): FaultKind {
  return { ...kind, apply: (params, context) => kind.apply(kind.params.parse(params), context) };
}

export const noParams = z.strictObject({});
export const nothingHeld = (): void => {};
