import {
  type Backend,
  type Caller,
  createBackend,
  JobRunner,
  type ManualClock,
  type Module,
  type Random,
  type Store,
  StoreScheduler,
  type SystemContext,
  WakeTimes,
} from '../../backend/index.ts';
import type { Rng } from '../../lib/random/index.ts';

/** One process of the backend over a store that outlives it: what a crash takes away. */
export interface Process {
  readonly backend: Backend;
  /** Starts the jobs that are due, and each recurring job whose interval has passed; after a crash they never end. */
  startDueWork(): void;
}

/** Health checks and gauges only look on: nothing that an invariant holds depends on them, and they read and write a lot. */
const WATCHES = /^watchdog|^checkPaymentFailures$/;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const QUIET = { info: () => {}, warn: () => {}, error: () => {} };

export const ORIGIN = { ip: '127.0.0.1', userAgent: 'simulation' } as const;

export const seeded = (rng: Rng): Random => ({
  next: () => rng.next(),
  id: () => Array.from({ length: 20 }, () => LETTERS[rng.below(LETTERS.length)]).join(''),
});

export const callerOf = (uid: string, admin = false): Caller => ({ uid, admin, superAdmin: admin });

export function startProcess(options: {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly rng: Rng;
  readonly modules: readonly Module[];
}): Process {
  const { store, clock } = options;
  const wake = new WakeTimes();
  const scheduler = new StoreScheduler(clock, { wake });
  const system: SystemContext = { store, clock, random: seeded(options.rng), scheduler, log: QUIET };
  const backend = createBackend({ ...system, modules: options.modules });
  const runner = new JobRunner({ handlers: [...backend.jobs.values()], contextFor: () => system, wake });
  const recurring = backend.recurring.filter(({ name }) => !WATCHES.test(name));
  const lastRun = new Map(recurring.map((job) => [job.name, clock.now()]));
  return {
    backend,
    startDueWork() {
      if (runner.nextDueAt() <= clock.now()) runner.runDue().catch(() => {});
      for (const { name, everyMs } of recurring) {
        if (clock.now() - (lastRun.get(name) ?? 0) < everyMs) continue;
        lastRun.set(name, clock.now());
        backend.runRecurring(name).catch(() => {});
      }
    },
  };
}
