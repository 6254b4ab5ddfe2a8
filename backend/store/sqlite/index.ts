/** The embedded `Store`: documents in one SQLite file, committed in groups. */
export { SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
