/** The 17 codes of Firebase's callable protocol and the HTTP status that carries each. */
export const HTTP_STATUS = {
  ok: 200,
  cancelled: 499,
  unknown: 500,
  'invalid-argument': 400,
  'deadline-exceeded': 504,
  'not-found': 404,
  'already-exists': 409,
  'permission-denied': 403,
  'resource-exhausted': 429,
  'failed-precondition': 400,
  aborted: 409,
  'out-of-range': 400,
  unimplemented: 501,
  internal: 500,
  unavailable: 503,
  'data-loss': 500,
  unauthenticated: 401,
} as const;

export type Code = keyof typeof HTTP_STATUS;
export type ErrorCode = Exclude<Code, 'ok'>;

/** `failed-precondition` → `FAILED_PRECONDITION`: the form on the wire. */
export const wireStatus = (code: Code): string => code.toUpperCase().replaceAll('-', '_');

/** The inverse of {@link wireStatus}; an unknown status is `unknown`, as in Firebase's clients. */
export function codeOf(status: string): Code {
  const code = status.toLowerCase().replaceAll('_', '-');
  return code in HTTP_STATUS ? (code as Code) : 'unknown';
}
