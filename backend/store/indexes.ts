import type { IndexSpec } from './query-index.ts';

/**
 * Every query shape of the backend, by collection. Adapters refuse a query that none of them serves; the embedded store keeps them as SQLite
 * indexes, and Firestore's `firestore.indexes.json` is written from them.
 */
export const INDEXES: readonly IndexSpec[] = [];
