/** Firebase's callable wire protocol: codes, HTTP statuses and error bodies. */
export { type Code, codeOf, type ErrorCode, HTTP_STATUS, wireStatus } from './codes.ts';
export { hasCode, OperationError, type WireError } from './errors.ts';
