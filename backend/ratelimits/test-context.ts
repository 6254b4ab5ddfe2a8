import type { Context } from '../operations/index.ts';
import { ManualClock, type Store } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';

/** A context over an empty store at time 1,000,000, for this folder's tests. */
export function testContext(store?: Store): Context & { readonly clock: ManualClock; readonly store: Store } {
  const clock = new ManualClock(1_000_000);
  let ids = 0;
  return {
    caller: { uid: 'u1', admin: false, superAdmin: false },
    origin: { ip: '127.0.0.1', userAgent: 'test' },
    mode: 'normal',
    store: store ?? new MemoryStore(clock),
    clock,
    random: { next: () => 0.5, id: () => `id${ids++}` },
    scheduler: { schedule: () => {}, cancel: () => {} },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
}
