import type { Clock, Doc, DocData, Store } from '../ports/index.ts';
import { MemoryStore, SqliteStore } from '../store/index.ts';

/** The stores over which property tests of the domain folders run, with how many runs each affords. */
export const STORES: readonly { readonly name: string; readonly runs: number; open(clock: Clock): Store }[] = [
  { name: 'MemoryStore', runs: 100, open: (clock) => new MemoryStore(clock) },
  { name: 'SqliteStore', runs: 40, open: (clock) => new SqliteStore(':memory:', clock) },
];

/** Every document of the collections of that id, in the order of their paths. */
export const documentsOf = <T = DocData>(store: Store, collectionId: string): Promise<Doc<T>[]> =>
  store.query<T>({ collection: collectionId, group: true });
