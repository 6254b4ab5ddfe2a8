import { codeOf, type ErrorCode, OperationError } from '../../../lib/wire/index.ts';

/** gRPC's numeric codes, in their order. */
const GRPC_CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

/** Firestore's failure as the port's error; errors that a transaction's body threw itself pass unchanged. */
export function toOperationError(error: unknown): unknown {
  if (error instanceof OperationError || !(error instanceof Error) || !('code' in error)) return error;
  const status = typeof error.code === 'number' ? GRPC_CODES[error.code] : undefined;
  if (status === undefined || status === 'OK') return error;
  return new OperationError(codeOf(status) as ErrorCode, `Firestore: ${error.message}`);
}
