import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { scheduleFor } from './generate.ts';
import { type Failure, type Judged, judge } from './judge.ts';
import type { Schedule } from './schedule.ts';
import { shrink } from './shrink.ts';
import { printFailure } from './timeline.ts';

export interface SimulateOptions {
  readonly runs: number;
  /** The first seed; run i has seed + i. */
  readonly seed: number;
  readonly workers?: number;
  /** Called now and then with how many runs have ended. */
  readonly progress?: (done: number) => void;
}

export interface SimulateReport {
  readonly runs: number;
  readonly seed: number;
  readonly steps: number;
  readonly elapsedMs: number;
  readonly checked: Readonly<Record<string, number>>;
  /** The failing seed closest to the first, with its smallest schedule; null where every run held. */
  readonly failure: {
    readonly seed: number;
    readonly check: string;
    readonly actions: number;
    readonly text: string;
  } | null;
}

/** What a worker is asked for, and what it says: seeds are dealt out in turn, so that the first failure is nearly the smallest seed. */
export interface WorkerTask {
  readonly from: number;
  readonly stride: number;
  readonly until: number;
}
export type WorkerNote =
  | {
      readonly kind: 'progress';
      readonly runs: number;
      readonly steps: number;
      readonly checked: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'failed'; readonly seed: number }
  | { readonly kind: 'done' };

/** Runs many schedules on all cores, until one fails or all have held. */
export async function simulate(options: SimulateOptions): Promise<SimulateReport> {
  const { runs, seed, progress } = options;
  const workers = Math.max(1, Math.min(options.workers ?? availableParallelism(), runs));
  const startedAt = performance.now();
  const checked: Record<string, number> = {};
  let [done, steps] = [0, 0];
  const failed = await runWorkers(workers, { from: seed, stride: workers, until: seed + runs }, (note) => {
    done += note.runs;
    steps += note.steps;
    for (const [id, count] of Object.entries(note.checked)) checked[id] = (checked[id] ?? 0) + count;
    progress?.(done);
  });
  const failure = failed === null ? null : await explain(failed);
  if (failed !== null && failure === null)
    throw new Error(`seed ${failed} failed once and holds now: the simulation is not deterministic`);
  return { runs: done, seed, steps, elapsedMs: performance.now() - startedAt, checked, failure };
}

type Progress = Extract<WorkerNote, { kind: 'progress' }>;

/** Resolves with a failing seed as soon as a worker finds one, or null when all have ended. */
function runWorkers(count: number, task: WorkerTask, heard: (note: Progress) => void): Promise<number | null> {
  return new Promise((resolve, reject) => {
    let running = count;
    const workers = Array.from({ length: count }, (_, i) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        workerData: { ...task, from: task.from + i } satisfies WorkerTask,
      });
      worker.on('message', (note: WorkerNote) => {
        if (note.kind === 'progress') heard(note);
        else if (note.kind === 'failed') finish(note.seed);
        else if (--running === 0) finish(null);
      });
      worker.on('error', reject);
      return worker;
    });
    const finish = (seed: number | null) =>
      Promise.all(workers.map((worker) => worker.terminate())).then(() => resolve(seed), reject);
  });
}

/** Shrinks a failing seed to its smallest schedule and tells the story of it; null for a seed that holds. */
export async function explain(seed: number): Promise<SimulateReport['failure']> {
  const original = scheduleFor(seed);
  const first = await judge(original);
  if (!first.failure) return null;
  const { check } = first.failure;
  const smallest = await shrink(original, async (candidate) => (await judge(candidate)).failure?.check === check);
  const shown = await judge(smallest);
  return { seed, check, actions: smallest.actions.length, text: story(smallest, shown, first.failure) };
}

const story = (schedule: Schedule, { failure, world }: Judged, fallback: Failure): string =>
  printFailure(schedule, failure ?? fallback, world);
