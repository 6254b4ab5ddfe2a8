import { expect, test } from 'vitest';
import type { JobHandler, RecurringJob } from '../operations/index.ts';
import { ManualClock } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { CrashingStore } from '../store/testing/crashing-store.ts';
import { counting, processOver, world } from './testing/process.ts';

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

test('of two processes over one store, one does the work of all, and each what is in its own memory', async () => {
  const clock = new ManualClock(0);
  const store = new MemoryStore(clock);
  const runs: string[] = [];
  const processes = ['first', 'second'].map((process) => {
    const task = (name: string): RecurringJob => ({
      ...{ name, feature: 'test', everyMs: 10_000 },
      run: async () => void runs.push(`${name} in ${process}`),
    });
    return processOver(store, clock, { recurring: [task('sweep'), { ...task('refresh'), perProcess: true }] });
  });
  for (let second = 0; second <= 25; second++) {
    for (const { runner } of processes) await runner.runDue();
    clock.advance(1_000);
  }
  const count = (what: RegExp) => runs.filter((run) => what.test(run)).length;
  expect(count(/^refresh in first/)).toBe(3);
  expect(count(/^refresh in second/)).toBe(3);
  expect(count(/^sweep/)).toBe(3);
});

test('a task of the process that fails holds up neither the others nor its own next turn', async () => {
  const clock = new ManualClock(0);
  let [tries, others] = [0, 0];
  const failing: RecurringJob = {
    ...{ name: 'failing', feature: 'test', everyMs: 1_000, perProcess: true },
    run: async () => {
      tries++;
      throw new Error('the store is gone');
    },
  };
  const other: RecurringJob = { ...failing, name: 'other', run: async () => void others++ };
  const { runner } = processOver(new MemoryStore(clock), clock, { recurring: [failing, other] });
  for (let i = 0; i < 3; i++) {
    await runner.runDue();
    expect(runner.nextDueAt()).toBeLessThanOrEqual(clock.now() + 1_000);
    clock.advance(1_000);
  }
  expect([tries, others]).toEqual([3, 3]);
});
