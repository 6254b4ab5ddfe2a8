/** The operations' requests and responses. */
export type * from './operations.ts';
