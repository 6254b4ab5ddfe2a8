import { OperationError } from '../../lib/wire/index.ts';
import type { Clock, Doc, DocData, Query, Store, Transaction, WriteData, Writer } from '../ports/index.ts';
import { inCollection, splitPath } from './paths.ts';
import { type PendingWrite, PendingWrites, resultOf } from './pending-writes.ts';
import { runQuery } from './values.ts';

interface Row extends Doc {
  readonly collection: string;
}

/**
 * The store of tests and of the simulation: everything in one map, optimistic transactions as in the other adapters. A transaction
 * notes the version of each document it read and the result of each query; a commit that finds either changed is retried.
 */
export class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #rows = new Map<string, Row>();
  readonly #listeners = new Set<() => void>();
  #lastVersion = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get<T = DocData>(path: string): Promise<Doc<T> | null> {
    splitPath(path);
    return (this.#rows.get(path) as Doc<T> | undefined) ?? null;
  }

  async getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    return Promise.all(paths.map((path) => this.get<T>(path)));
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    return this.select(query) as unknown as Doc<T>[];
  }

  async count(query: Query): Promise<number> {
    return this.select(query).length;
  }

  async transaction<R>(body: (tx: Transaction) => Promise<R>, { maxAttempts = 5 } = {}): Promise<R> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const tx = new MemoryTransaction(this);
      const result = await body(tx);
      if (tx.isStillTrue()) {
        this.#commit(tx.pending.writes);
        return result;
      }
    }
    throw new OperationError('aborted', `transaction gave up after ${maxAttempts} attempts: too much contention`);
  }

  async batch(body: (writer: Writer) => void): Promise<void> {
    const pending = new PendingWrites();
    body(pending);
    this.#commit(pending.writes);
  }

  listen<T = DocData>(path: string, changed: (doc: Doc<T> | null) => void): () => void {
    return this.#watch(
      () => (this.#rows.get(path) as Doc<T> | undefined) ?? null,
      (doc) => doc?.version ?? '',
      changed,
    );
  }

  listenQuery<T = DocData>(query: Query, changed: (docs: readonly Doc<T>[]) => void): () => void {
    return this.#watch(() => this.select(query) as unknown as Doc<T>[], versionsOf, changed);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  /** Every document, for invariants and for comparing whole stores. */
  dump(): Doc[] {
    return [...this.#rows.values()].map(({ path, id, data, version }) => ({ path, id, data, version }));
  }

  /** The version that a transaction compares at its commit; empty where there is no document. */
  versionOf(path: string): string {
    return this.#rows.get(path)?.version ?? '';
  }

  /** The documents of a query at this moment, without a turn of the event loop in between. */
  select(query: Query): Row[] {
    const rows: Row[] = [];
    for (const row of this.#rows.values()) if (inCollection(row.collection, query)) rows.push(row);
    return runQuery(rows, query);
  }

  #commit(writes: readonly PendingWrite[]): void {
    const now = this.#clock.now();
    const staged = new Map<string, Row | null>();
    for (const write of writes) {
      const current = staged.has(write.path) ? (staged.get(write.path) ?? null) : (this.#rows.get(write.path) ?? null);
      const data = resultOf(write, current, now);
      const { collection, id } = splitPath(write.path);
      staged.set(write.path, data && { path: write.path, collection, id, data, version: String(++this.#lastVersion) });
    }
    for (const [path, row] of staged) {
      if (row) this.#rows.set(path, row);
      else this.#rows.delete(path);
    }
    for (const listener of [...this.#listeners]) listener();
  }

  #watch<V>(read: () => V, fingerprint: (value: V) => string, changed: (value: V) => void): () => void {
    let seen: string | undefined;
    const listener = () => {
      const value = read();
      const print = fingerprint(value);
      if (print === seen) return;
      seen = print;
      changed(value);
    };
    this.#listeners.add(listener);
    queueMicrotask(listener);
    return () => this.#listeners.delete(listener);
  }
}

const versionsOf = (docs: readonly { path: string; version: string }[]): string =>
  docs.map((doc) => `${doc.path}@${doc.version}`).join();

class MemoryTransaction implements Transaction {
  readonly pending = new PendingWrites();
  readonly #store: MemoryStore;
  readonly #reads = new Map<string, string>();
  readonly #checks: (() => boolean)[] = [];

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  async get<T = DocData>(path: string): Promise<Doc<T> | null> {
    this.#readsComeFirst();
    const doc = await this.#store.get<T>(path);
    this.#note(path, doc?.version ?? '');
    return doc;
  }

  async getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    return Promise.all(paths.map((path) => this.get<T>(path)));
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    this.#readsComeFirst();
    const docs = await this.#store.query<T>(query);
    const print = versionsOf(docs);
    this.#checks.push(() => versionsOf(this.#store.select(query)) === print);
    return docs;
  }

  create(path: string, data: WriteData): void {
    this.pending.create(path, data);
  }
  set(...args: Parameters<Writer['set']>): void {
    this.pending.set(...args);
  }
  update(...args: Parameters<Writer['update']>): void {
    this.pending.update(...args);
  }
  delete(...args: Parameters<Writer['delete']>): void {
    this.pending.delete(...args);
  }

  isStillTrue(): boolean {
    for (const [path, version] of this.#reads) if (this.#store.versionOf(path) !== version) return false;
    return this.#checks.every((check) => check());
  }

  #note(path: string, version: string): void {
    if (!this.#reads.has(path)) this.#reads.set(path, version);
  }

  #readsComeFirst(): void {
    if (this.pending.writes.length > 0)
      throw new OperationError('invalid-argument', 'in a transaction all reads come before the first write');
  }
}
