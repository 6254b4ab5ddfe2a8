/** What the tests of the domain folders share: a context over a store in memory, and calls through the real pipeline. */
import { createBackend } from '../app.ts';
import type { Caller, Module, SystemContext } from '../operations/index.ts';
import { ManualClock, type Store } from '../ports/index.ts';
import { StoreScheduler } from '../scheduler/index.ts';
import { MemoryStore } from '../store/index.ts';
import { seededRandom } from './random.ts';

export { callerContext, RecordingLog, systemContext } from './contexts.ts';
export { FlakyStore } from './flaky-store.ts';
export { seededRandom } from './random.ts';
export { documentsOf, STORES } from './stores.ts';
export { type World, worldOf } from './world.ts';

export const TEST_START = Date.UTC(2026, 0, 5, 12);

export interface Bench {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly system: SystemContext;
  /** Calls an operation as this user through access check, validation and stages. */
  as(uid: string, claims?: Partial<Caller>): (name: string, data?: unknown) => Promise<unknown>;
}

/** Puts every operation of a bench into degraded mode, as safe rollback does. */
export const degradedModule: Module = {
  name: 'degraded',
  stages: [{ name: 'degraded', run: (ctx, _operation, _input, next) => next({ ...ctx, mode: 'degraded' }) }],
};

/** A backend of these modules at {@link TEST_START}. */
export function benchOf(modules: readonly Module[], { seed = 1, store }: { seed?: number; store?: Store } = {}): Bench {
  const clock = new ManualClock(TEST_START);
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const system: SystemContext = {
    store: store ?? new MemoryStore(clock),
    clock,
    random: seededRandom(seed),
    scheduler: new StoreScheduler(clock),
    log: quiet,
  };
  const backend = createBackend({ ...system, modules });
  const origin = { ip: '127.0.0.1', userAgent: 'test' };
  return {
    store: system.store,
    clock,
    system,
    as:
      (uid, claims = {}) =>
      (name, data = {}) =>
        backend.call(name, data, { uid, admin: false, superAdmin: false, ...claims }, origin),
  };
}

/** What an operation refused with, as `code` and details; fails the test where it did not refuse. */
export async function refusalOf(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; details: unknown }> {
  const answer = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in answer) throw new Error(`was not refused, but answered ${JSON.stringify(answer.value)}`);
  const { code, message, details } = answer.error as { code: string; message: string; details: unknown };
  return { code, message, details };
}
