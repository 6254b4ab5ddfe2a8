import { outcomeOf } from '../../lib/history/index.ts';
import { type Code, codeOf } from '../../lib/wire/index.ts';
import type { Reply } from '../crowd/reply.ts';

/** The request never left: names not resolved, connections not made. Of every other loss of a connection the effect is unknown. */
const neverSent = (errorCode: number) =>
  errorCode === 1020 || (errorCode >= 1100 && errorCode < 1200) || (errorCode >= 1210 && errorCode <= 1213);
const TIMED_OUT = 1050;

/** A success whose result nobody reads: it is not parsed, only seen to be the protocol's. */
export const UNREAD: Reply<unknown> = { outcome: 'ok', ok: true, result: undefined };
export const isUnread = (status: number, answer: string, reads: boolean) =>
  !reads && status === 200 && answer.startsWith('{"result":');

/**
 * What a response means to the user who called: the callable protocol, and what packs 353 and 416 refuse by design.
 *
 * @param status 0 where no answer came
 * @param parse reads the answer as JSON; may throw
 * @param errorCode k6's: https://grafana.com/docs/k6/latest/javascript-api/error-codes/
 */
export function classify(status: number, errorCode: number, parse: () => unknown): Reply<unknown> {
  if (status === 0) {
    if (neverSent(errorCode)) {
      return { outcome: 'error', ok: false, code: 'transport', reason: 'not-connected', retriable: true };
    }
    return { outcome: 'unknown', ok: false, code: errorCode === TIMED_OUT ? 'timeout' : 'transport' };
  }
  const body = attempt(parse);
  if (status === 200 && body && 'result' in body) return { outcome: 'ok', ok: true, result: body.result };
  const error = asRecord(body?.error);
  const code: Code = typeof error?.status === 'string' ? codeOf(error.status) : 'unknown';
  const details = asRecord(error?.details);
  const reason = typeof details?.reason === 'string' ? details.reason : '';
  if (code === 'resource-exhausted') {
    const retryAfterMs = typeof details?.retryAfter === 'number' ? details.retryAfter * 1000 : 0;
    return { outcome: 'refused', ok: false, reason: 'rate-limited', retryAfterMs };
  }
  if (code === 'failed-precondition' && reason === 'FEATURE_DISABLED') {
    return { outcome: 'refused', ok: false, reason: 'feature-disabled', retryAfterMs: 0 };
  }
  if (outcomeOf(code) === 'info') return { outcome: 'unknown', ok: false, code };
  return { outcome: 'error', ok: false, code, reason, retriable: false };
}

/** An answer that is not the protocol's counts as `unknown`, as with Firebase's own client. */
function attempt(parse: () => unknown): Readonly<Record<string, unknown>> | null {
  try {
    return asRecord(parse());
  } catch {
    return null;
  }
}

const asRecord = (value: unknown) =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
