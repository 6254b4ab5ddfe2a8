import { z } from 'zod';
import { rngFor } from '../../../../lib/random/index.ts';
import type { FaultyStore } from './faulty-store.ts';
import type { ShiftedClock } from './shifted-clock.ts';

/** What the faults of this process act on. */
export interface Parts {
  readonly store: FaultyStore;
  readonly clock: ShiftedClock;
}

const common = {
  /** Reverts by itself after so many ms: whoever applied it may be gone by then. */
  ttlMs: z.int().min(1).max(3_600_000),
};
const ms = z.int().min(0).max(60_000);
const struck = {
  fraction: z.number().gt(0, 'give a share above 0, up to 1').max(1, 'give a share above 0, up to 1').default(1),
  /** Decides which accesses are struck. */
  seed: z.int().default(1),
  on: z.enum(['reads', 'writes', 'all']).default('all'),
};

export const faultBody = z.discriminatedUnion('fault', [
  z.strictObject({
    fault: z.literal('store-errors'),
    ...common,
    ...struck,
    answer: z.enum(['before', 'after']).default('before'),
  }),
  z.strictObject({ fault: z.literal('store-latency'), ...common, ...struck, ms, jitterMs: ms.default(0) }),
  z.strictObject({ fault: z.literal('clock-jump'), ...common, byMs: z.int().min(-3_600_000).max(3_600_000) }),
]);
export type HostFault = z.infer<typeof faultBody>;

/** Applies a fault; returns how to revert it. */
export function applyTo({ store, clock }: Parts, fault: HostFault): () => void {
  if (fault.fault === 'clock-jump') return clock.shift(fault.byMs);
  const { fraction, seed, on } = fault;
  const rng = rngFor(seed, fault.fault);
  const strikes = (access: 'read' | 'write') => (on === 'all' || on === `${access}s`) && rng.next() < fraction;
  if (fault.fault === 'store-errors') return store.add((access) => (strikes(access) ? { fail: fault.answer } : null));
  return store.add((access) => (strikes(access) ? { delayMs: fault.ms + rng.below(fault.jitterMs + 1) } : null));
}
