import { expect, test } from 'vitest';
import type { JobHandler } from '../operations/index.ts';
import { ManualClock } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { getJobQueue, retryDeadJob } from './queue-operations.ts';
import { counting, processOver, world } from './testing/process.ts';

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
