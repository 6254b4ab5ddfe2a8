import type { RateLimitType } from '../operations/index.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** One row of the table of pack 353 §1 that counts calls in a window; times in ms. */
export interface WindowLimit {
  readonly kind: 'window';
  /** Calls that any window of `windowMs` may hold. */
  readonly max: number;
  readonly windowMs: number;
  /** How long the first call above the limit shuts the user out; a block always ends by itself. */
  readonly blockMs: number;
  /** The input field that makes a repeat of a call recognisable: repeats of an accepted call do not count again. */
  readonly key: string;
}

/** The row that counts what is going on at the moment instead. */
export interface ConcurrencyLimit {
  readonly kind: 'active-sessions';
  readonly max: 1;
  readonly key: string;
}

/** The five limits of pack 353 §1. */
export const RATE_LIMITS = {
  CHAT_PAID: { kind: 'window', max: 30, windowMs: MINUTE, blockMs: 5 * MINUTE, key: 'messageId' },
  VOICE_VIDEO: { kind: 'active-sessions', max: 1, key: 'callId' },
  TOKEN_PURCHASE: { kind: 'window', max: 3, windowMs: 10 * MINUTE, blockMs: 10 * MINUTE, key: 'purchaseId' },
  SUPPORT_TICKET: { kind: 'window', max: 3, windowMs: 24 * HOUR, blockMs: HOUR, key: 'ticketId' },
  PANIC_TRIGGER: { kind: 'window', max: 2, windowMs: 10 * MINUTE, blockMs: 30 * MINUTE, key: 'panicId' },
} as const satisfies Record<RateLimitType, WindowLimit | ConcurrencyLimit>;

/** The limits that count calls in a window: all but `VOICE_VIDEO`. */
export type WindowLimitType = {
  [T in RateLimitType]: (typeof RATE_LIMITS)[T]['kind'] extends 'window' ? T : never;
}[RateLimitType];

export const WINDOW_LIMIT_TYPES = Object.entries(RATE_LIMITS)
  .filter(([, limit]) => limit.kind === 'window')
  .map(([type]) => type as WindowLimitType);

/** Violations are kept this long for fraud detection, then cleaned up. */
export const VIOLATION_RETENTION_MS = 30 * 24 * HOUR;
/** How often the clean-up runs. */
export const CLEANUP_EVERY_MS = HOUR;
