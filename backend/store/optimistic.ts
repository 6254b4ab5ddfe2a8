import { OperationError } from '../../lib/wire/index.ts';
import type { Doc, DocData, Query, Transaction, WriteData, Writer } from '../ports/index.ts';
import { collectionIdOf } from './paths.ts';
import { type PendingWrite, PendingWrites } from './pending-writes.ts';

/** What an adapter that lives in this process offers to {@link Transactions}: state that can be read without waiting. */
export interface Engine {
  /** The current document, committed or about to be. */
  read(path: string): Doc | null;
  select(query: Query): Doc[];
  /** Changes with each commit that touches a collection of that id. */
  changesOf(collectionId: string): number;
  /** Applies the writes at once, or throws where one is refused; the promise resolves once they are durable. */
  commit(writes: readonly PendingWrite[]): Promise<void>;
  /** Resolves once everything that can be read now is durable; undefined where it is already. */
  settled(): Promise<void> | undefined;
}

/**
 * Optimistic transactions over an {@link Engine}. A transaction notes the version of each document that it read and the documents of each
 * query; where one of them changed before the commit, the body runs again. Second and later attempts run one at a time, in the order in
 * which they failed, so that many transactions on one document all get through instead of wearing out their attempts on each other.
 */
export class Transactions {
  readonly #engine: Engine;
  #lastRetry: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async run<R>(body: (tx: Transaction) => Promise<R>, { maxAttempts = 5 } = {}): Promise<R> {
    const first = await this.#attempt(body);
    if (first) return first.result;
    const retries = this.#lastRetry.then(async () => {
      for (let attempt = 2; attempt <= maxAttempts; attempt++) {
        const outcome = await this.#attempt(body);
        if (outcome) return outcome.result;
      }
      throw new OperationError('aborted', `the transaction gave up after ${maxAttempts} attempts: too much contention`);
    });
    this.#lastRetry = retries.catch(() => {});
    return retries;
  }

  /** Null where a read was no longer true at the commit. */
  async #attempt<R>(body: (tx: Transaction) => Promise<R>): Promise<{ readonly result: R } | null> {
    const tx = new OptimisticTransaction(this.#engine);
    const result = await body(tx);
    if (!tx.isStillTrue()) return null;
    await (tx.pending.writes.length > 0 ? this.#engine.commit(tx.pending.writes) : this.#engine.settled());
    return { result };
  }
}

class OptimisticTransaction implements Transaction {
  readonly pending = new PendingWrites();
  readonly #engine: Engine;
  /** Path → version at the first read; empty where there was no document. */
  readonly #reads = new Map<string, string>();
  readonly #queries: { readonly query: Query; readonly changes: number; readonly versions: string }[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async get<T = DocData>(path: string): Promise<Doc<T> | null> {
    return this.#read(path) as Doc<T> | null;
  }

  async getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    return paths.map((path) => this.#read(path) as Doc<T> | null);
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    this.#readsComeFirst();
    const docs = this.#engine.select(query);
    const changes = this.#engine.changesOf(collectionIdOf(query.collection));
    this.#queries.push({ query, changes, versions: versionsOf(docs) });
    return docs as unknown as Doc<T>[];
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
    for (const [path, version] of this.#reads) {
      if ((this.#engine.read(path)?.version ?? '') !== version) return false;
    }
    return this.#queries.every(
      ({ query, changes, versions }) =>
        this.#engine.changesOf(collectionIdOf(query.collection)) === changes ||
        versionsOf(this.#engine.select(query)) === versions,
    );
  }

  #read(path: string): Doc | null {
    this.#readsComeFirst();
    const doc = this.#engine.read(path);
    if (!this.#reads.has(path)) this.#reads.set(path, doc?.version ?? '');
    return doc;
  }

  #readsComeFirst(): void {
    if (this.pending.writes.length > 0) {
      throw new OperationError('invalid-argument', 'in a transaction all reads come before the first write');
    }
  }
}

/** Equal exactly where the documents and their versions are. */
export const versionsOf = (docs: readonly Doc[]): string => docs.map((doc) => `${doc.path}@${doc.version}`).join();
