import type { Clock, JobSpec, Scheduler, Writer } from '../ports/index.ts';
import { jobPath, newJob } from './job-document.ts';
import type { WakeTimes } from './wake-times.ts';

/**
 * The durable scheduler: a job is the document `scheduledJobs/{jobId}`, written in the caller's own transaction, so that it exists
 * exactly when the state that needs it does.
 */
export class StoreScheduler implements Scheduler {
  readonly #clock: Clock;
  readonly #wake: WakeTimes | undefined;
  readonly #onSchedule: ((job: JobSpec) => void) | undefined;

  /** `wake` tells the runner of this process; `onSchedule` lets a host enqueue a cloud task that calls `runJob` at the job's time. */
  constructor(clock: Clock, options: { wake?: WakeTimes; onSchedule?: (job: JobSpec) => void } = {}) {
    this.#clock = clock;
    this.#wake = options.wake;
    this.#onSchedule = options.onSchedule;
  }

  schedule(writer: Writer, job: JobSpec): void {
    // A whole new document: it drops the lease of a run that is under way, so that this run does not remove its successor.
    writer.set(jobPath(job.jobId), newJob(job));
    this.#wake?.hint(job.jobId, job.dueAt, this.#clock.now());
    this.#onSchedule?.(job);
  }

  cancel(writer: Writer, jobId: string): void {
    writer.delete(jobPath(jobId));
  }
}
