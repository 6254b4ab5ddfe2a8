/** Adapters of the `Store` port. */
export { MemoryStore } from './memory-store.ts';
