import type { CallKind } from '../../lib/api/index.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export type SessionKind = CallKind | 'chat';

/** One row of the recovery table of pack 353 §3; times in ms. */
export interface RecoveryPolicy {
  /** Attempts that the server makes by itself after an interruption. */
  readonly maxAttempts: number;
  /** From the interruption to the first attempt, and from each to the next. */
  readonly delayMs: number;
  /** How long the participants may come back by themselves, counted from the interruption. */
  readonly graceMs: number;
}

export const RECOVERY: Readonly<Record<SessionKind, RecoveryPolicy>> = {
  chat: { maxAttempts: 3, delayMs: 10 * SECOND, graceMs: 2 * MINUTE },
  voice: { maxAttempts: 3, delayMs: 10 * SECOND, graceMs: 30 * SECOND },
  video: { maxAttempts: 3, delayMs: 10 * SECOND, graceMs: 30 * SECOND },
};

/** Tokens per started minute. */
export const RATE_PER_MINUTE: Readonly<Record<CallKind, number>> = { voice: 10, video: 20 };
/** The platform's share of used minutes, rounded down to whole tokens; the callee has the rest. */
export const CALL_COMMISSION = 0.2;

/** Minutes that a call may be booked for, and the most while calls are degraded. */
export const MAX_MINUTES = 240;
export const DEGRADED_MAX_MINUTES = 5;

/** Clients send a heartbeat every 10 s; a participant who has sent none for this long is gone. */
export const HEARTBEAT_TIMEOUT_MS = 30 * SECOND;
/** How often sessions are looked over for silent participants and booked ends. */
export const SWEEP_EVERY_MS = 10 * SECOND;
/** Recovery attempts are kept this long for troubleshooting. */
export const ATTEMPT_RETENTION_MS = 30 * 24 * 60 * MINUTE;
