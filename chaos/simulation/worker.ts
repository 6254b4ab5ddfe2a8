import { parentPort, workerData } from 'node:worker_threads';
import { scheduleFor } from './generate.ts';
import { judge } from './judge.ts';
import type { WorkerNote, WorkerTask } from './simulate.ts';

/** Runs its share of the seeds in order and reports every few dozen. */
const REPORT_EVERY = 25;

const { from, stride, until } = workerData as WorkerTask;
const say = (note: WorkerNote) => parentPort?.postMessage(note);

// Refusals are thrown all the time, and nobody reads where.
Error.stackTraceLimit = 0;

let [runs, steps] = [0, 0];
let checked: Record<string, number> = {};
const report = () => {
  say({ kind: 'progress', runs, steps, checked });
  [runs, steps, checked] = [0, 0, {}];
};

for (let seed = from; seed < until; seed += stride) {
  const judged = await judge(scheduleFor(seed));
  runs++;
  steps += judged.steps;
  for (const [id, count] of Object.entries(judged.checked)) checked[id] = (checked[id] ?? 0) + count;
  if (judged.failure) {
    report();
    say({ kind: 'failed', seed });
    break;
  }
  if (runs === REPORT_EVERY) report();
}
report();
say({ kind: 'done' });
