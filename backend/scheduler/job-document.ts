import { hash32 } from '../../lib/random/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import type { DocData, JobSpec } from '../ports/index.ts';

/** Jobs are spread over this many shards, so that the index on their time is no hot spot (Firestore: 500 writes a second each). */
export const SHARDS = 16;
/** Recurring jobs are few and known by name; a shard of their own keeps them out of the counts. */
const RECURRING_SHARD = SHARDS;
/** Every shard that a runner reads. */
export const ALL_SHARDS: readonly number[] = Array.from({ length: SHARDS + 1 }, (_, shard) => shard);
export const ORDINARY_SHARDS: readonly number[] = ALL_SHARDS.slice(0, SHARDS);

/** One job, at `scheduledJobs/{jobId}`; gone once it has succeeded. Needs the index (shard, runAt). */
export interface JobDocument {
  readonly [field: string]: DocData[string];
  readonly kind: string;
  readonly payload: DocData;
  /** When it was asked for, Unix ms. */
  readonly dueAt: number;
  /** When it may next be claimed: `dueAt`, the end of a lease, or the end of a back-off. */
  readonly runAt: number;
  readonly shard: number;
  /** Claims so far; counted when a run begins, so that a job that kills its process is counted too. */
  readonly attempts: number;
  /** Who runs it now; null while it waits. Unique per claim. */
  readonly leaseOwner: string | null;
  readonly lastError: string | null;
}

/** A job that was given up, at `deadJobs/{jobId}`, kept for people: `retryDeadJob` puts it back. */
export interface DeadJobDocument {
  readonly [field: string]: DocData[string];
  readonly kind: string;
  readonly payload: DocData;
  readonly dueAt: number;
  readonly attempts: number;
  readonly error: string;
  readonly diedAt: number;
}

export const jobPath = (jobId: string): string => `scheduledJobs/${jobId}`;
export const deadJobPath = (jobId: string): string => `deadJobs/${jobId}`;
/** A recurring job's id is its kind: every process knows the same one, so that it runs once per interval. */
export const recurringKind = (name: string): string => `recurring:${name}`;
export const shardOf = (jobId: string): number =>
  jobId.startsWith('recurring:') ? RECURRING_SHARD : hash32(jobId) % SHARDS;

/** The document of a job that waits for its time. Throws `invalid-argument` for an id or a time that no store could keep. */
export function newJob({ jobId, kind, dueAt, payload }: JobSpec): JobDocument {
  if (jobId === '' || jobId.includes('/'))
    throw new OperationError('invalid-argument', `job id "${jobId}": give a document id, without "/"`);
  if (!Number.isFinite(dueAt))
    throw new OperationError('invalid-argument', `job ${jobId}: dueAt must be Unix milliseconds, not ${dueAt}`);
  return { kind, payload, dueAt, runAt: dueAt, shard: shardOf(jobId), attempts: 0, leaseOwner: null, lastError: null };
}
