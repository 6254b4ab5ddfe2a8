/** What a call came to, as its user can know it. */
export type Reply<T> =
  | { readonly outcome: 'ok'; readonly ok: true; readonly result: T }
  /** An expected refusal: no error of the system under test. */
  | {
      readonly outcome: 'refused';
      readonly ok: false;
      readonly reason: 'rate-limited' | 'feature-disabled';
      /** How long the backend asks to wait; 0 where it does not say. */
      readonly retryAfterMs: number;
    }
  /** It certainly had no effect. `retriable`: the same call may succeed in a moment. */
  | {
      readonly outcome: 'error';
      readonly ok: false;
      readonly code: string;
      readonly reason: string;
      readonly retriable: boolean;
    }
  /** It may or may not have had its effect: time-out, cut connection, a server's failure. Repeat it with the same key. */
  | { readonly outcome: 'unknown'; readonly ok: false; readonly code: string };
