import type { Provider } from '../../lib/api/index.ts';
import type { JobSpec } from '../ports/index.ts';

const MINUTE = 60_000;

/**
 * When an unanswered payment is verified, in ms after its creation (pack 353 §2): at 1, 5 and 15 minutes. The times count from the
 * creation, so that a late verification does not delay the next. After the third it is escalated.
 */
export const RETRY_OFFSETS_MS: readonly number[] = [MINUTE, 5 * MINUTE, 15 * MINUTE];
export const MAX_RETRIES = RETRY_OFFSETS_MS.length;

/** A pending payment whose verification is overdue by this much has lost its job; the sweep schedules it anew. */
export const OVERDUE_MS = 2 * MINUTE;
export const SWEEP_EVERY_MS = 5 * MINUTE;

export const RETRY_JOB = 'payments.retry';
export const SETTLE_JOB = 'payments.settle';
export const retryJobId = (transactionId: string): string => `payment-retry:${transactionId}`;

/** The time of the verification after `retries` fruitless ones; null when there is none left. */
export function nextRetryAt(createdAt: number, retries: number): number | null {
  const offset = RETRY_OFFSETS_MS[retries];
  return offset === undefined ? null : createdAt + offset;
}

/** The job of verification number `attempt` (1-based). */
export const retryJob = (transactionId: string, attempt: number, dueAt: number): JobSpec => ({
  jobId: retryJobId(transactionId),
  kind: RETRY_JOB,
  dueAt,
  payload: { transactionId, attempt },
});

/** Stores that want to hear that the goods were delivered. */
const SETTLES: ReadonlySet<Provider> = new Set(['google']);

/** The job that tells the store that a confirmed purchase was delivered; null where it does not want to know. */
export const settleJob = (provider: Provider, transactionId: string, dueAt: number): JobSpec | null =>
  SETTLES.has(provider)
    ? { jobId: `payment-settle:${transactionId}`, kind: SETTLE_JOB, dueAt, payload: { transactionId } }
    : null;
