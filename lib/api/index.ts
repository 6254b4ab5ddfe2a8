/** The operations' requests and responses, and which of them carry a key that makes repeating safe. */

/** Feature flags over REST. */
export type * from './flags.ts';
export { IDEMPOTENCY_KEYS, isKeyed, type KeyedOperation } from './idempotency-keys.ts';
export type * from './operations.ts';
/** The runs of a results folder over REST. */
export type * from './runs.ts';
