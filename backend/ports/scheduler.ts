import type { DocData, Writer } from './store.ts';

/**
 * Durable scheduled work: a job is a document, written in the same transaction as the state that needs it; runs at least once at or
 * after `dueAt`, under a lease, so handlers are idempotent. Survives `kill -9`.
 */
export interface JobSpec {
  /** Same id = same job: scheduling it again replaces its time. */
  readonly jobId: string;
  /** Key into the handlers that the domain folders export. */
  readonly kind: string;
  readonly dueAt: number;
  readonly payload: DocData;
}

export interface Scheduler {
  /** Adds the job to the caller's transaction or batch. */
  schedule(writer: Writer, job: JobSpec): void;
  cancel(writer: Writer, jobId: string): void;
}
