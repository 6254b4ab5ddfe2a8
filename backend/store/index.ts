/** Adapters of the `Store` port. */
export { MemoryStore } from './memory-store.ts';
export { type BilledOperations, type BillingRow, Meter } from './meter.ts';
export { SqliteStore, type SqliteStoreOptions } from './sqlite/index.ts';
