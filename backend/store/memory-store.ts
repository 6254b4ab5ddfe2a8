import type { Clock, Doc, DocData, Query, Store, Transaction, Value, Writer } from '../ports/index.ts';
import { checkedQuery } from './check-query.ts';
import { INDEXES } from './indexes.ts';
import { Listeners } from './listeners.ts';
import { type Engine, Transactions } from './optimistic.ts';
import { collectionIdOf, splitPath } from './paths.ts';
import { type PendingWrite, PendingWrites, resultOf } from './pending-writes.ts';
import { type IndexSpec, indexFor } from './query-index.ts';
import { runQuery } from './values.ts';

/**
 * The store of tests and of the simulation: everything in maps, nothing durable. Documents are frozen, so that code which changes one in
 * place fails here before it corrupts the cache of another adapter.
 */
export class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #indexes: readonly IndexSpec[];
  /** Collection id → path → document. */
  readonly #rows = new Map<string, Map<string, Doc>>();
  readonly #changes = new Map<string, number>();
  readonly #listeners: Listeners;
  readonly #transactions: Transactions;
  #lastVersion = 0;

  constructor(clock: Clock, { indexes = INDEXES }: { readonly indexes?: readonly IndexSpec[] } = {}) {
    this.#clock = clock;
    this.#indexes = indexes;
    const engine: Engine = {
      read: (path) => this.#read(path),
      select: (query) => this.#select(query),
      changesOf: (collectionId) => this.#changes.get(collectionId) ?? 0,
      commit: async (writes) => this.#commit(writes),
      settled: () => undefined,
    };
    this.#listeners = new Listeners(engine);
    this.#transactions = new Transactions(engine);
  }

  async get<T = DocData>(path: string): Promise<Doc<T> | null> {
    return this.#read(path) as Doc<T> | null;
  }

  async getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    return paths.map((path) => this.#read(path) as Doc<T> | null);
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    return this.#select(query) as unknown as Doc<T>[];
  }

  async count(query: Query): Promise<number> {
    return this.#select(query).length;
  }

  transaction<R>(body: (tx: Transaction) => Promise<R>, options?: { readonly maxAttempts?: number }): Promise<R> {
    return this.#transactions.run(body, options);
  }

  async batch(body: (writer: Writer) => void): Promise<void> {
    const pending = new PendingWrites();
    body(pending);
    this.#commit(pending.writes);
  }

  listen<T = DocData>(path: string, changed: (doc: Doc<T> | null) => void): () => void {
    splitPath(path);
    return this.#listeners.onDocument(path, changed as (doc: Doc | null) => void);
  }

  listenQuery<T = DocData>(query: Query, changed: (docs: readonly Doc<T>[]) => void): () => void {
    this.#select(query);
    return this.#listeners.onQuery(query, changed as unknown as (docs: readonly Doc[]) => void);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  /** Every document, for invariants and for comparing whole stores. */
  dump(): Doc[] {
    return [...this.#rows.values()].flatMap((rows) => [...rows.values()]);
  }

  #read(path: string): Doc | null {
    return this.#rows.get(splitPath(path).collectionId)?.get(path) ?? null;
  }

  #select(asked: Query): Doc[] {
    const query = checkedQuery(asked);
    indexFor(query, this.#indexes);
    const rows = this.#rows.get(collectionIdOf(query.collection))?.values() ?? [];
    return runQuery(query.group ? rows : [...rows].filter((doc) => collectionOf(doc) === query.collection), query);
  }

  #commit(writes: readonly PendingWrite[]): void {
    const now = this.#clock.now();
    const staged = new Map<string, Doc | null>();
    for (const write of writes) {
      const current = staged.has(write.path) ? (staged.get(write.path) ?? null) : this.#read(write.path);
      const data = resultOf(write, current, now);
      const { id } = splitPath(write.path);
      const version = String(++this.#lastVersion);
      staged.set(write.path, data && { path: write.path, id, data: deepFreeze(data), version });
    }
    const written = [...staged].map(([path, doc]) => ({ path, doc, collectionId: splitPath(path).collectionId }));
    for (const { path, doc, collectionId } of written) {
      const rows = this.#rows.get(collectionId) ?? new Map<string, Doc>();
      this.#rows.set(collectionId, rows);
      if (doc) rows.set(path, doc);
      else rows.delete(path);
      this.#changes.set(collectionId, (this.#changes.get(collectionId) ?? 0) + 1);
    }
    this.#listeners.notify(written);
  }
}

const collectionOf = (doc: Doc): string => doc.path.slice(0, -doc.id.length - 1);

function deepFreeze<V extends Value>(value: V): V {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner as Value);
  return Object.freeze(value);
}
