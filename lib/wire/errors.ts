import type { ErrorCode } from './codes.ts';

/** What a client of the callable protocol gets: `{"error":{"status","message","details"}}`. */
export interface WireError {
  readonly status: string;
  readonly message: string;
  readonly details?: unknown;
}

/**
 * A refusal or failure that the caller is meant to see. Anything else that is thrown reaches the caller as `internal`
 * without its message, as Firebase does.
 */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, details?: Readonly<Record<string, unknown>>) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Whether what was thrown is an `OperationError` of this code. */
export const hasCode = (error: unknown, code: ErrorCode): error is OperationError =>
  error instanceof OperationError && error.code === code;
