import type { JobHandler } from '../../operations/index.ts';
import { ManualClock, type Store } from '../../ports/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { seededRandom, systemContext } from '../../testing/index.ts';
import { JobRunner, type RunnerConfig } from '../job-runner.ts';
import { StoreScheduler } from '../store-scheduler.ts';
import { WakeTimes } from '../wake-times.ts';

/** One process over a store that outlives it. */
export function processOver(store: Store, clock: ManualClock, config: Partial<RunnerConfig>, seed = 1) {
  const wake = new WakeTimes();
  const scheduler = new StoreScheduler(clock, { wake });
  const ctx = systemContext({ store, clock, scheduler, random: seededRandom(seed) });
  const runner = new JobRunner({ handlers: [], contextFor: () => ctx, wake, ...config });
  return { ctx, scheduler, runner };
}

/** A handler that notes its runs, and fails where it is told to. */
export const counting = (
  kind: string,
  runs: string[],
  fails: (jobId: string) => boolean = () => false,
): JobHandler => ({
  kind,
  feature: 'test',
  run: async (_ctx, _payload, jobId) => {
    runs.push(jobId);
    if (fails(jobId)) throw new Error('not today');
  },
});

/** One process over a store of its own. */
export const world = (config: Partial<RunnerConfig> = {}, seed = 1) => {
  const clock = new ManualClock(1_000_000);
  const store = new MemoryStore(clock);
  return { clock, store, ...processOver(store, clock, config, seed) };
};
