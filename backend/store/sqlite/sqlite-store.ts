import { OperationError } from '../../../lib/wire/index.ts';
import type { Clock, Doc, DocData, Query, Store, Transaction, Writer } from '../../ports/index.ts';
import { checkedQuery } from '../check-query.ts';
import { INDEXES } from '../indexes.ts';
import { Listeners } from '../listeners.ts';
import { type Engine, Transactions } from '../optimistic.ts';
import { collectionIdOf, splitPath } from '../paths.ts';
import { type PendingWrite, PendingWrites, resultOf } from '../pending-writes.ts';
import type { IndexSpec } from '../query-index.ts';
import { Documents } from './documents.ts';
import { WriteGroup } from './write-group.ts';

export interface SqliteStoreOptions {
  readonly indexes?: readonly IndexSpec[];
  /** Parsed documents kept in memory. */
  readonly cachedDocuments?: number;
}

/**
 * The embedded store: one SQLite file, one process. All commits of one turn of the event loop share one SQLite transaction and are
 * acknowledged after its COMMIT. A commit is checked when it joins the group, against what the group already holds, so that a refused one
 * never reaches the file. Whoever reads a document that is not durable yet is answered only when it is: no answer is taken back by a crash.
 */
export class SqliteStore implements Store {
  readonly #clock: Clock;
  readonly #documents: Documents;
  readonly #changes = new Map<string, number>();
  readonly #listeners: Listeners;
  readonly #transactions: Transactions;
  #group: WriteGroup | null = null;
  #closed = false;

  /** @throws OperationError `unavailable` where the file cannot be opened or another process has it */
  constructor(file: string, clock: Clock, { indexes = INDEXES, cachedDocuments = 65_536 }: SqliteStoreOptions = {}) {
    this.#clock = clock;
    this.#documents = new Documents(file, indexes, cachedDocuments);
    const engine: Engine = {
      read: (path) => this.#read(path),
      select: (query) => this.#select(query),
      changesOf: (collectionId) => this.#changes.get(collectionId) ?? 0,
      commit: (writes) => this.#commit(writes),
      settled: () => this.#group?.durable,
    };
    this.#listeners = new Listeners(engine);
    this.#transactions = new Transactions(engine);
  }

  async get<T = DocData>(path: string): Promise<Doc<T> | null> {
    const doc = this.#read(path);
    if (this.#group?.staged.has(path)) await this.#group.durable;
    return doc as Doc<T> | null;
  }

  async getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    const docs = paths.map((path) => this.#read(path));
    const group = this.#group;
    if (group && paths.some((path) => group.staged.has(path))) await group.durable;
    return docs as (Doc<T> | null)[];
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    return this.#select(query) as unknown as Doc<T>[];
  }

  async count(asked: Query): Promise<number> {
    const query = checkedQuery(asked);
    this.#writeWhatTouches(query);
    return this.#documents.count(query);
  }

  transaction<R>(body: (tx: Transaction) => Promise<R>, options?: { readonly maxAttempts?: number }): Promise<R> {
    return this.#transactions.run(body, options);
  }

  async batch(body: (writer: Writer) => void): Promise<void> {
    const pending = new PendingWrites();
    body(pending);
    await this.#commit(pending.writes);
  }

  listen<T = DocData>(path: string, changed: (doc: Doc<T> | null) => void): () => void {
    splitPath(path);
    return this.#listeners.onDocument(path, changed as (doc: Doc | null) => void);
  }

  listenQuery<T = DocData>(query: Query, changed: (docs: readonly Doc<T>[]) => void): () => void {
    this.#select(query);
    return this.#listeners.onQuery(query, changed as unknown as (docs: readonly Doc[]) => void);
  }

  /** Writes what is pending and closes the file. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#writeGroup();
    this.#closed = true;
    this.#listeners.clear();
    this.#documents.close();
  }

  #read(path: string): Doc | null {
    const staged = this.#group?.staged.get(path);
    if (staged) return staged.after;
    if (this.#closed) throw closedError();
    return this.#documents.read(path)?.doc ?? null;
  }

  #select(asked: Query): Doc[] {
    if (this.#closed) throw closedError();
    const query = checkedQuery(asked);
    this.#writeWhatTouches(query);
    return this.#documents.select(query);
  }

  /** SQLite answers queries, so it has to know what the group holds of their collections. */
  #writeWhatTouches(query: Query): void {
    if (this.#group?.touches(collectionIdOf(query.collection))) this.#writeGroup();
  }

  async #commit(writes: readonly PendingWrite[]): Promise<void> {
    if (this.#closed) throw closedError();
    const now = this.#clock.now();
    const results = new Map<string, Doc | null>();
    for (const write of writes) {
      const current = results.has(write.path) ? (results.get(write.path) ?? null) : this.#read(write.path);
      const data = resultOf(write, current, now);
      const id = write.path.slice(write.path.lastIndexOf('/') + 1);
      const version = this.#documents.nextVersion();
      results.set(write.path, data && { path: write.path, id, data, version });
    }
    const group = this.#openGroup();
    for (const [path, after] of results) {
      const parts = splitPath(path);
      const before = this.#documents.read(path);
      group.stage({ path, parts, before, after });
      this.#noteChange(parts.collectionId);
    }
    await group.durable;
  }

  #openGroup(): WriteGroup {
    if (this.#group) return this.#group;
    this.#group = new WriteGroup();
    setImmediate(() => this.#writeGroup());
    return this.#group;
  }

  #writeGroup(): void {
    const group = this.#group;
    if (!group) return;
    this.#group = null;
    const writes = [...group.staged.values()];
    try {
      this.#documents.write(writes);
    } catch (error) {
      // What was staged is gone: transactions that read it must not take it for true.
      for (const { parts } of writes) this.#noteChange(parts.collectionId);
      const reason = error instanceof Error ? error.message : String(error);
      group.fail(new OperationError('unavailable', `the database could not be written: ${reason}`));
      return;
    }
    group.succeed();
    this.#listeners.notify(writes.map(({ path, parts }) => ({ path, collectionId: parts.collectionId })));
  }

  #noteChange(collectionId: string): void {
    this.#changes.set(collectionId, (this.#changes.get(collectionId) ?? 0) + 1);
  }
}

const closedError = () => new OperationError('unavailable', 'the store is closed');
