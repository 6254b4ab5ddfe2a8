import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JobHandler, RecurringJob } from '../operations/index.ts';
import { ManualClock, type Store } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { CrashingStore } from '../store/testing/crashing-store.ts';
import { seededRandom, systemContext } from '../testing/index.ts';
import { JobRunner, type RunnerConfig } from './job-runner.ts';
import { getJobQueue, retryDeadJob } from './queue-operations.ts';
import { StoreScheduler } from './store-scheduler.ts';
import { WakeTimes } from './wake-times.ts';

/** One process over a store that outlives it. */
function processOver(store: Store, clock: ManualClock, config: Partial<RunnerConfig>, seed = 1) {
  const wake = new WakeTimes();
  const scheduler = new StoreScheduler(clock, { wake });
  const ctx = systemContext({ store, clock, scheduler, random: seededRandom(seed) });
  const runner = new JobRunner({ handlers: [], contextFor: () => ctx, wake, ...config });
  return { ctx, scheduler, runner };
}

const counting = (kind: string, runs: string[], fails: (jobId: string) => boolean = () => false): JobHandler => ({
  kind,
  feature: 'test',
  run: async (_ctx, _payload, jobId) => {
    runs.push(jobId);
    if (fails(jobId)) throw new Error('not today');
  },
});

const world = (config: Partial<RunnerConfig> = {}, seed = 1) => {
  const clock = new ManualClock(1_000_000);
  const store = new MemoryStore(clock);
  return { clock, store, ...processOver(store, clock, config, seed) };
};

test('a job runs once its time has come, not before, and once', async () => {
  const runs: string[] = [];
  const { clock, store, scheduler, runner } = world({ handlers: [counting('k', runs)] });
  await store.batch((w) => scheduler.schedule(w, { jobId: 'a', kind: 'k', dueAt: clock.now() + 100, payload: {} }));
  clock.advance(99);
  await runner.runDue();
  expect(runs).toEqual([]);
  expect(runner.nextDueAt()).toBe(1_000_100);
  clock.advance(1);
  expect(await runner.runDue()).toEqual({ ran: 1, failed: 0, dead: 0 });
  clock.advance(120_000);
  await runner.runDue();
  expect(runs).toEqual(['a']);
  expect(store.dump()).toEqual([]);
});

test('the job exists exactly when its transaction does', async () => {
  const runs: string[] = [];
  const { clock, store, scheduler, runner } = world({ handlers: [counting('k', runs)] });
  const refused = store.transaction(async (tx) => {
    scheduler.schedule(tx, { jobId: 'a', kind: 'k', dueAt: 0, payload: {} });
    throw new Error('the rest of the transaction failed');
  });
  await expect(refused).rejects.toThrow('the rest');
  clock.advance(60_000);
  await runner.runDue();
  expect(runs).toEqual([]);
});

test('a job whose transaction commits after the shard was read is found within milliseconds, not at the next poll', async () => {
  const runs: string[] = [];
  const { clock, store, scheduler, runner } = world({ handlers: [counting('k', runs)] });
  await runner.runDue();
  let commit: () => void = () => {};
  const decided = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const writing = store.transaction(async (tx) => {
    scheduler.schedule(tx, { jobId: 'a', kind: 'k', dueAt: clock.now(), payload: {} });
    await decided;
  });
  await runner.runDue();
  expect(runs).toEqual([]);
  commit();
  await writing;
  const before = clock.now();
  while (runs.length === 0 && clock.now() < before + 5_000) {
    clock.advance(Math.max(1, runner.nextDueAt() - clock.now()));
    await runner.runDue();
  }
  expect(clock.now() - before).toBeLessThanOrEqual(25);
});

test('an idle runner reads nothing between polls', async () => {
  const clock = new ManualClock(0);
  const store = new CrashingStore(new MemoryStore(clock), Number.POSITIVE_INFINITY);
  const { runner } = processOver(store, clock, {});
  await runner.runDue();
  const steps = store.steps;
  for (let i = 0; i < 14; i++) {
    clock.advance(1_000);
    await runner.runDue();
  }
  expect(store.steps).toBe(steps);
});

test('a failing job is tried with doubling delays, then kept as a dead letter that can be put back', async () => {
  const runs: string[] = [];
  let broken = true;
  const retry = { maxAttempts: 4, firstDelayMs: 1_000, maxDelayMs: 3_000 };
  const { clock, store, scheduler, runner, ctx } = world({ handlers: [counting('k', runs, () => broken)], retry });
  await store.batch((w) => scheduler.schedule(w, { jobId: 'a', kind: 'k', dueAt: clock.now(), payload: { n: 1 } }));
  const starts: number[] = [];
  while (runs.length < 4) {
    const before = runs.length;
    await runner.runDue();
    if (runs.length > before) starts.push(clock.now());
    else clock.advance(1);
  }
  const gaps = starts.slice(1).map((at, i) => at - (starts[i] ?? 0));
  for (const [i, most] of [1_000, 2_000, 3_000].entries()) {
    expect(gaps[i]).toBeGreaterThanOrEqual(most / 2);
    expect(gaps[i]).toBeLessThanOrEqual(most);
  }
  expect(await getJobQueue(ctx)).toEqual({ waiting: 0, due: 0, running: 0, dead: 1, lagMs: 0 });
  expect((await store.get('deadJobs/a'))?.data).toMatchObject({ kind: 'k', attempts: 4, error: 'not today' });
  broken = false;
  await retryDeadJob(ctx, 'a');
  expect(await getJobQueue(ctx)).toMatchObject({ waiting: 1, due: 1, dead: 0 });
  await runner.runDue();
  expect(runs).toHaveLength(5);
  expect(store.dump()).toEqual([]);
  await expect(retryDeadJob(ctx, 'a')).rejects.toThrow('no dead job');
});

test('a job without a handler ends as a dead letter that says so', async () => {
  const retry = { maxAttempts: 1, firstDelayMs: 1, maxDelayMs: 1 };
  const { clock, store, scheduler, runner } = world({ retry });
  await store.batch((w) => scheduler.schedule(w, { jobId: 'a', kind: 'gone', dueAt: clock.now(), payload: {} }));
  expect(await runner.runDue()).toEqual({ ran: 1, failed: 0, dead: 1 });
  expect((await store.get('deadJobs/a'))?.data).toMatchObject({ error: 'no handler for jobs of kind "gone"' });
});

test('a job whose process dies in every run is given up', async () => {
  const clock = new ManualClock(0);
  const store = new MemoryStore(clock);
  const retry = { maxAttempts: 3, firstDelayMs: 1, maxDelayMs: 1 };
  let runs = 0;
  // A handler that never comes back is what a death looks like from the store.
  const deadly: JobHandler = { kind: 'k', feature: 'test', run: () => new Promise(() => void runs++) };
  const first = processOver(store, clock, {});
  await store.batch((w) => first.scheduler.schedule(w, { jobId: 'a', kind: 'k', dueAt: 0, payload: {} }));
  for (let life = 0; life < 6; life++) {
    const { runner } = processOver(store, clock, { handlers: [deadly], retry }, life);
    void runner.runDue();
    for (let turn = 0; turn < 200; turn++) await Promise.resolve();
    clock.advance(60_000);
  }
  expect(runs).toBe(3);
  expect((await store.get('deadJobs/a'))?.data).toMatchObject({ error: 'its process died in each of 3 runs' });
});

test('a handler may schedule its own successor, or be rescheduled while it runs', async () => {
  const clock = new ManualClock(0);
  const store = new MemoryStore(clock);
  let runs = 0;
  const handler: JobHandler = {
    kind: 'k',
    feature: 'test',
    run: async (ctx, _payload, jobId) => {
      runs++;
      if (runs < 3)
        await ctx.store.batch((w) =>
          ctx.scheduler.schedule(w, { jobId, kind: 'k', dueAt: ctx.clock.now() + 10_000, payload: {} }),
        );
    },
  };
  const { scheduler, runner } = processOver(store, clock, { handlers: [handler] });
  await store.batch((w) => scheduler.schedule(w, { jobId: 'a', kind: 'k', dueAt: 0, payload: {} }));
  for (let s = 0; s <= 60; s++) {
    await runner.runDue();
    clock.advance(1_000);
  }
  expect(runs).toBe(3);
  expect(store.dump()).toEqual([]);
});

test('a hanging handler does not hold up other jobs, and its job is taken over when the lease ends', async () => {
  const clock = new ManualClock(0);
  const store = new MemoryStore(clock);
  const runs: string[] = [];
  let hung = 0;
  const hanging: JobHandler = {
    kind: 'hang',
    feature: 'test',
    run: () => (++hung === 1 ? new Promise(() => {}) : Promise.resolve()),
  };
  const { scheduler, runner } = processOver(store, clock, { handlers: [hanging, counting('k', runs)] });
  await store.batch((w) => scheduler.schedule(w, { jobId: 'h', kind: 'hang', dueAt: 0, payload: {} }));
  void runner.runDue();
  while (hung === 0) await Promise.resolve();
  await store.batch((w) => scheduler.schedule(w, { jobId: 'a', kind: 'k', dueAt: 0, payload: {} }));
  clock.advance(25);
  await runner.runDue();
  expect(runs).toEqual(['a']);
  clock.advance(59_974);
  await runner.runDue();
  expect(hung).toBe(1);
  clock.advance(15_001);
  await runner.runDue();
  expect(hung).toBe(2);
  expect(store.dump()).toEqual([]);
});

test('a tick claims no more than maxInFlight; the rest follows', async () => {
  const runs: string[] = [];
  let inFlight = 0;
  let most = 0;
  const handler: JobHandler = {
    kind: 'k',
    feature: 'test',
    run: async (_ctx, _payload, jobId) => {
      most = Math.max(most, ++inFlight);
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      runs.push(jobId);
      inFlight--;
    },
  };
  const { clock, store, scheduler, runner } = world({ handlers: [handler], maxInFlight: 10 });
  await store.batch((w) => {
    for (let i = 0; i < 95; i++) scheduler.schedule(w, { jobId: `j${i}`, kind: 'k', dueAt: clock.now(), payload: {} });
  });
  const perTick: number[] = [];
  for (let i = 0; i < 40 && runs.length < 95; i++) {
    const overlapping = await Promise.all([runner.runDue(), runner.runDue()]);
    perTick.push(...overlapping.map(({ ran }) => ran));
  }
  expect(Math.max(...perTick)).toBeLessThanOrEqual(10);
  expect(most).toBe(10);
  expect(new Set(runs).size).toBe(95);
  expect(runs).toHaveLength(95);
});

test('recurring jobs run once per interval, however many processes there are, and a failure waits for the next slot', async () => {
  const clock = new ManualClock(0);
  const store = new MemoryStore(clock);
  const at: number[] = [];
  const sweep: RecurringJob = {
    name: 'sweep',
    feature: 'test',
    everyMs: 10_000,
    run: async (ctx) => {
      at.push(ctx.clock.now());
      if (at.length === 2) throw new Error('once');
    },
  };
  const processes = [1, 2, 3].map((seed) => processOver(store, clock, { recurring: [sweep] }, seed).runner);
  for (let s = 0; s < 60; s++) {
    await Promise.all(processes.map((runner) => runner.runDue()));
    clock.advance(1_000);
  }
  expect(at).toHaveLength(6);
  for (const [i, one] of at.entries()) expect(Math.floor(one / 10_000)).toBe(i);
  clock.advance(1_000_000);
  await Promise.all(processes.map((runner) => runner.runDue()));
  expect(at).toHaveLength(7);
});

test('runJob runs one job when it is due, as a cloud task does', async () => {
  const runs: string[] = [];
  const { clock, store, scheduler, runner } = world({ handlers: [counting('k', runs)] });
  await store.batch((w) => scheduler.schedule(w, { jobId: 'a', kind: 'k', dueAt: clock.now() + 5, payload: {} }));
  expect(await runner.runJob('a')).toBe(false);
  clock.advance(5);
  expect(await runner.runJob('a')).toBe(true);
  expect(await runner.runJob('a')).toBe(false);
  expect(runs).toEqual(['a']);
});

test('bad jobs are refused where they are scheduled', () => {
  const { scheduler, store } = world();
  const write = (jobId: string, dueAt: number) =>
    store.batch((w) => scheduler.schedule(w, { jobId, kind: 'k', dueAt, payload: {} }));
  return Promise.all([
    expect(write('a/b', 0)).rejects.toThrow('without "/"'),
    expect(write('', 0)).rejects.toThrow('without "/"'),
    expect(write('a', Number.NaN)).rejects.toThrow('dueAt'),
  ]);
});

test('two processes that die between any two store steps: every job has its effect once, and none runs twice at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ due: fc.integer({ min: 0, max: 40_000 }), fails: fc.integer({ min: 0, max: 3 }) }), {
        minLength: 1,
        maxLength: 8,
      }),
      fc.array(fc.record({ after: fc.integer({ min: 1, max: 25 }), late: fc.boolean() }), { maxLength: 6 }),
      fc.integer(),
      async (jobs, crashes, seed) => {
        const clock = new ManualClock(0);
        const store = new MemoryStore(clock);
        const failures = new Map<string, number>();
        const running = new Map<string, number>();
        const overlaps: string[] = [];
        // An idempotent handler: `create` refuses the second effect of the same job.
        const handlerOf = (view: CrashingStore): JobHandler => ({
          kind: 'k',
          feature: 'test',
          run: async (ctx, payload, jobId) => {
            if (running.get(jobId) === clock.now()) overlaps.push(jobId);
            running.set(jobId, clock.now());
            try {
              await ctx.store.get('anything/else');
              const failed = failures.get(jobId) ?? 0;
              if (failed < Number(payload.fails)) {
                failures.set(jobId, failed + 1);
                throw new Error('not yet');
              }
              await ctx.store.transaction(async (tx) => {
                const done = await tx.get(`effects/${jobId}`);
                if (!done) tx.create(`effects/${jobId}`, { at: ctx.clock.now() });
              });
            } finally {
              // A process that died left its lease: another may not run the job before that ends.
              if (!view.crashed) running.delete(jobId);
            }
          },
        });
        const setup = processOver(store, clock, {});
        await store.batch((w) => {
          for (const [i, { due, fails }] of jobs.entries())
            setup.scheduler.schedule(w, { jobId: `j${i}`, kind: 'k', dueAt: due, payload: { fails } });
        });
        const remaining = [...crashes];
        let lives = 0;
        const start = () => {
          const crash = remaining.shift();
          const view = new CrashingStore(store, crash?.after ?? Number.POSITIVE_INFINITY, crash?.late);
          return { view, ...processOver(view, clock, { handlers: [handlerOf(view)] }, seed + ++lives) };
        };
        const processes = [start(), start()];
        for (let s = 0; s < 400; s++) {
          // A dead process throws from its tick; the next one starts at once.
          await Promise.allSettled(processes.map(({ runner }) => runner.runDue()));
          for (const [i, { view }] of processes.entries()) if (view.crashed) processes[i] = start();
          clock.advance(1_000);
        }
        for (const [i, { due }] of jobs.entries())
          expect((await store.get<{ at: number }>(`effects/j${i}`))?.data.at).toBeGreaterThanOrEqual(due);
        expect(store.dump().filter(({ path }) => !path.startsWith('effects/'))).toEqual([]);
        expect(overlaps).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
});
