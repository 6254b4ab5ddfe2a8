import type { Context } from '../../operations/index.ts';
import { ManualClock, type Store } from '../../ports/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { callerContext, systemContext } from '../../testing/index.ts';

/** A call of user `u1` over an empty store at time 1,000,000, for this folder's tests. */
export function testContext(
  storeOf: (clock: ManualClock) => Store = (clock) => new MemoryStore(clock),
): Context & { readonly clock: ManualClock } {
  const clock = new ManualClock(1_000_000);
  const scheduler = { schedule: () => {}, cancel: () => {} };
  return { ...callerContext(systemContext({ store: storeOf(clock), clock, scheduler }), { uid: 'u1' }), clock };
}
