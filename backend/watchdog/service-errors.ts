import { type ErrorCode, OperationError } from '../../lib/wire/index.ts';

/**
 * Codes that say the service itself failed. The others are answers: a rate limit, a disabled feature, too few tokens or a bad
 * request is the service at work.
 */
const SERVICE_ERRORS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'aborted',
  'data-loss',
  'deadline-exceeded',
  'internal',
  'unavailable',
  'unimplemented',
  'unknown',
]);

/** Whether what an operation threw counts against its service. Anything that is no `OperationError` is a fault of ours. */
export const isServiceError = (error: unknown): boolean =>
  !(error instanceof OperationError) || SERVICE_ERRORS.has(error.code);
