import { OperationError } from '../../lib/wire/index.ts';
import type { Doc, Store } from '../ports/index.ts';
import { deadJobPath, type JobDocument, jobPath } from './job-document.ts';

/** A job that this process may run until its lease ends. */
export interface Claim {
  readonly jobId: string;
  readonly leaseOwner: string;
  readonly job: JobDocument;
  /** 1 for the first run. */
  readonly attempt: number;
}

/** Takes a job that is due or whose lease has expired; null where another process was faster. */
export async function claim(
  store: Store,
  doc: Doc<JobDocument>,
  leaseOwner: string,
  leaseUntil: number,
): Promise<Claim | null> {
  const attempt = doc.data.attempts + 1;
  try {
    // The version stands for "nobody has touched it since it was read": one blind write instead of a transaction.
    await store.batch((writer) =>
      writer.update(doc.path, { leaseOwner, runAt: leaseUntil, attempts: attempt }, { version: doc.version }),
    );
  } catch (error) {
    if (error instanceof OperationError && (error.code === 'failed-precondition' || error.code === 'aborted'))
      return null;
    throw error;
  }
  return { jobId: doc.id, leaseOwner, job: doc.data, attempt };
}

/** What becomes of a job after a run. */
export type Settlement =
  | { readonly to: 'done' }
  | { readonly to: 'again'; readonly runAt: number; readonly attempts: number; readonly error: string | null }
  | { readonly to: 'dead'; readonly error: string; readonly at: number };

/** Settles a run, unless the job was rescheduled, cancelled or taken over meanwhile; says whether it was still ours. */
export async function settle(
  store: Store,
  { jobId, leaseOwner, job, attempt }: Claim,
  outcome: Settlement,
): Promise<boolean> {
  const path = jobPath(jobId);
  return store.transaction(async (tx) => {
    const now = await tx.get<JobDocument>(path);
    if (now?.data.leaseOwner !== leaseOwner) return false;
    if (outcome.to === 'again') {
      const { runAt, attempts, error } = outcome;
      tx.update(path, { leaseOwner: null, runAt, attempts, lastError: error });
      return true;
    }
    tx.delete(path);
    if (outcome.to === 'dead') {
      const { kind, payload, dueAt } = job;
      tx.set(deadJobPath(jobId), { kind, payload, dueAt, attempts: attempt, error: outcome.error, diedAt: outcome.at });
    }
    return true;
  });
}
