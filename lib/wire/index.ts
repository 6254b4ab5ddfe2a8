/** Firebase's callable wire protocol: codes, HTTP statuses and error bodies. */
export { type Code, codeOf, type ErrorCode, HTTP_STATUS, wireStatus } from './codes.ts';
export { OperationError, type WireError } from './errors.ts';
