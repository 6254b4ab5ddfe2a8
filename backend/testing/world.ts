import { type Backend, createBackend } from '../app.ts';
import type { Caller, Module, SystemContext } from '../operations/index.ts';
import { ManualClock, type Store } from '../ports/index.ts';
import { JobRunner, StoreScheduler, WakeTimes } from '../scheduler/index.ts';
import { MemoryStore } from '../store/index.ts';
import { systemContext } from './contexts.ts';
import { seededRandom } from './random.ts';

/** One process of the backend, with its scheduler, over a store and a clock that may outlive it. */
export interface World {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly system: SystemContext;
  readonly backend: Backend;
  readonly runner: JobRunner;
  as(uid: string, claims?: Partial<Caller>): (name: string, data?: unknown) => Promise<unknown>;
  /** Lets time pass, and runs each job when it is due. */
  elapse(ms: number): Promise<void>;
}

interface WorldOptions {
  readonly store?: Store;
  readonly clock?: ManualClock;
  readonly seed?: number;
}

const START = Date.UTC(2026, 0, 5, 12);
const ORIGIN = { ip: '127.0.0.1', userAgent: 'test' };

export function worldOf(modules: readonly Module[], options: WorldOptions = {}): World {
  const clock = options.clock ?? new ManualClock(START);
  const store = options.store ?? new MemoryStore(clock);
  const wake = new WakeTimes();
  const scheduler = new StoreScheduler(clock, { wake });
  const system = systemContext({ store, clock, scheduler, random: seededRandom(options.seed ?? 1) });
  const backend = createBackend({ ...system, modules });
  const runner = new JobRunner({
    handlers: [...backend.jobs.values()],
    recurring: backend.recurring,
    contextFor: () => system,
    wake,
  });
  return {
    store,
    clock,
    system,
    backend,
    runner,
    as:
      (uid, claims = {}) =>
      (name, data = {}) =>
        backend.call(name, data, { uid, admin: false, superAdmin: false, ...claims }, ORIGIN),
    async elapse(ms) {
      const end = clock.now() + ms;
      for (;;) {
        await runner.runDue();
        if (clock.now() >= end) return;
        clock.advance(Math.min(Math.max(1, runner.nextDueAt() - clock.now()), end - clock.now()));
      }
    },
  };
}
