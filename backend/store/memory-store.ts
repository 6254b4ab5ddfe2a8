import type { Clock, Doc, DocData, Query, Store, Transaction, Value, Writer } from '../ports/index.ts';
import { checkedQuery } from './check-query.ts';
import { INDEXES } from './indexes.ts';
import { Listeners } from './listeners.ts';
import { type Engine, Transactions } from './optimistic.ts';
import { type PathParts, splitPath } from './paths.ts';
import { type PendingWrite, PendingWrites, resultOf } from './pending-writes.ts';
import { type IndexSpec, indexFor } from './query-index.ts';
import { runQuery } from './values.ts';

type Rows = Map<string, Doc>;

/**
 * The store of tests and of the simulation: everything in maps, nothing durable. Documents are frozen, so that code which changes one in
 * place fails here before it corrupts the cache of another adapter.
 */
export class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #indexes: readonly IndexSpec[];
  /** Collection → path → document. */
  readonly #rows = new Map<string, Rows>();
  /** Collection id → the collections of that id. */
  readonly #groups = new Map<string, Rows[]>();
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

  /** Every document, or those of one collection, for invariants and for comparing whole stores. */
  dump(collection?: string): Doc[] {
    const all = collection === undefined ? [...this.#rows.values()] : [this.#rows.get(collection) ?? NONE];
    return all.flatMap((rows) => [...rows.values()]);
  }

  #read(path: string): Doc | null {
    return this.#rows.get(splitPath(path).collection)?.get(path) ?? null;
  }

  #select(asked: Query): Doc[] {
    const query = checkedQuery(asked);
    indexFor(query, this.#indexes);
    const rows = query.group ? (this.#groups.get(query.collection) ?? []) : [this.#rows.get(query.collection) ?? NONE];
    return runQuery(rows.length === 1 ? (rows[0] ?? NONE).values() : rows.flatMap((one) => [...one.values()]), query);
  }

  #commit(writes: readonly PendingWrite[]): void {
    const now = this.#clock.now();
    const staged = new Map<string, Staged>();
    for (const write of writes) {
      const { path } = write;
      const before = staged.get(path);
      const parts = before ?? splitPath(path);
      const current = before ? before.doc : (this.#rows.get(parts.collection)?.get(path) ?? null);
      const data = resultOf(write, current, now);
      const version = String(++this.#lastVersion);
      const { id, collection, collectionId } = parts;
      const doc = data && { path, id, data: deepFreeze(data), version };
      staged.set(path, { path, id, collection, collectionId, doc });
    }
    for (const { path, collection, collectionId, doc } of staged.values()) {
      if (doc) this.#rowsOf(collection, collectionId).set(path, doc);
      else this.#rows.get(collection)?.delete(path);
      this.#changes.set(collectionId, (this.#changes.get(collectionId) ?? 0) + 1);
    }
    this.#listeners.notify(staged.values());
  }

  #rowsOf(collection: string, collectionId: string): Rows {
    const known = this.#rows.get(collection);
    if (known) return known;
    const rows: Rows = new Map();
    this.#rows.set(collection, rows);
    const group = this.#groups.get(collectionId);
    if (group) group.push(rows);
    else this.#groups.set(collectionId, [rows]);
    return rows;
  }
}

/** What a commit makes of one document; null: it is gone. */
interface Staged extends PathParts {
  readonly path: string;
  readonly doc: Doc | null;
}

const NONE: Rows = new Map();

function deepFreeze<V extends Value>(value: V): V {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner as Value);
  return Object.freeze(value);
}
