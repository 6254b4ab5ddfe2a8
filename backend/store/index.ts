/** Adapters of the `Store` port. */
export { MemoryStore } from './memory-store.ts';
export { SqliteStore, type SqliteStoreOptions } from './sqlite/index.ts';
