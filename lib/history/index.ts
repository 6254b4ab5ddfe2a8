/**
 * The operation history as clients saw it, after Jepsen: each operation is invoked and completes as `ok` (it took effect), `fail` (it
 * certainly did not), or `info` (nobody knows: a time-out, a lost connection, a server error). A time-out is never a failure.
 */
export type Outcome = 'ok' | 'fail' | 'info';

export interface HistoryRecord {
  /** Deterministic: `<user>/<operation>/<key>#<attempt>`. Attempts of one keyed operation differ in the last part only. */
  readonly id: string;
  readonly user: string;
  readonly operation: string;
  /** The idempotency key that the request carried; null for operations that have none. */
  readonly key: string | null;
  /** 1 for the first try; a retry of an unknown outcome carries the same key. */
  readonly attempt: number;
  /** Unix ms of the one clock that generator and backend share. */
  readonly invokedAt: number;
  /** Null where no answer ever came. */
  readonly completedAt: number | null;
  readonly outcome: Outcome;
  /** The wire code of a `fail` or `info`, and the reason that its details gave. */
  readonly code?: string;
  readonly reason?: string;
  /** The fields that checkers need; never a text or a token. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly response?: Readonly<Record<string, unknown>>;
}

/** The last line of a writer: without it, or with another number of records than it names, the history is not whole. */
export interface HistoryEnd {
  readonly writer: string;
  readonly records: number;
}

/** Codes that leave open whether the operation took effect. */
const UNKNOWN_EFFECT: ReadonlySet<string> = new Set([
  'unavailable',
  'internal',
  'unknown',
  'deadline-exceeded',
  'cancelled',
  'data-loss',
  'aborted',
]);

/** What an error code says about the effect: `aborted` too is unknown, since an answer may come from a retry of what took effect. */
export const outcomeOf = (code: string): Outcome => (code === 'ok' ? 'ok' : UNKNOWN_EFFECT.has(code) ? 'info' : 'fail');
