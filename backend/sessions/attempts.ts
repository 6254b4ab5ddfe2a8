import type { Scheduler, Writer } from '../ports/index.ts';

/** One automatic recovery attempt, at `scheduledRecoveryAttempts/{sessionId}~{interruption}~{attempt}` (pack 353, troubleshooting). */
export interface AttemptDoc {
  readonly [field: string]: string | number | boolean | null;
  readonly sessionId: string;
  /** Which interruption of the session, and which attempt after it; both from 1. */
  readonly interruption: number;
  readonly attempt: number;
  readonly dueAt: number;
  readonly status: 'scheduled' | 'recovered' | 'failed' | 'cancelled';
  readonly ranAt: number | null;
  /** Who was there. */
  readonly callerBack: boolean | null;
  readonly calleeBack: boolean | null;
}

export const ATTEMPTS = 'scheduledRecoveryAttempts';
export const ATTEMPT_JOB = 'session-recovery-attempt';
export const GRACE_END_JOB = 'session-grace-end';

export interface AttemptKey {
  readonly sessionId: string;
  readonly interruption: number;
  readonly attempt: number;
}

const idOf = ({ sessionId, interruption, attempt }: AttemptKey): string => `${sessionId}~${interruption}~${attempt}`;
const jobIdOf = (key: AttemptKey): string => `recovery~${idOf(key)}`;

/** Writes the attempt and the job that will make it. */
export function scheduleAttempt(writer: Writer, scheduler: Scheduler, key: AttemptKey, dueAt: number): void {
  const attempt: AttemptDoc = {
    ...key,
    dueAt,
    status: 'scheduled',
    ranAt: null,
    callerBack: null,
    calleeBack: null,
  };
  writer.set(`${ATTEMPTS}/${idOf(key)}`, attempt);
  scheduler.schedule(writer, { jobId: jobIdOf(key), kind: ATTEMPT_JOB, dueAt, payload: { ...key } });
}

export function recordAttempt(
  writer: Writer,
  key: AttemptKey,
  outcome: Pick<AttemptDoc, 'status' | 'ranAt' | 'callerBack' | 'calleeBack'>,
): void {
  writer.update(`${ATTEMPTS}/${idOf(key)}`, outcome);
}

/** The attempt is not needed: the session was recovered or ended before its time. */
export function cancelAttempt(writer: Writer, scheduler: Scheduler, key: AttemptKey): void {
  writer.update(`${ATTEMPTS}/${idOf(key)}`, { status: 'cancelled' });
  scheduler.cancel(writer, jobIdOf(key));
}

/** After the last attempt: the session waits for its participants until its grace ends. */
export function scheduleGraceEnd(
  writer: Writer,
  scheduler: Scheduler,
  key: Omit<AttemptKey, 'attempt'>,
  dueAt: number,
): void {
  const { sessionId, interruption } = key;
  const jobId = `recovery~${sessionId}~${interruption}~grace`;
  scheduler.schedule(writer, { jobId, kind: GRACE_END_JOB, dueAt, payload: { sessionId, interruption } });
}

export function cancelGraceEnd(writer: Writer, scheduler: Scheduler, key: Omit<AttemptKey, 'attempt'>): void {
  scheduler.cancel(writer, `recovery~${key.sessionId}~${key.interruption}~grace`);
}
