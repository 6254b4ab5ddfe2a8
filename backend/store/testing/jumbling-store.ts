import type { Rng } from '../../../lib/random/index.ts';
import type { Doc, DocData, Query, Store, Transaction, Writer } from '../../ports/index.ts';

/** A store whose every step takes a random number of turns of the event loop, so that concurrent work interleaves differently each time. */
export class JumblingStore implements Store {
  readonly #inner: Store;
  readonly #rng: Rng;

  constructor(inner: Store, rng: Rng) {
    this.#inner = inner;
    this.#rng = rng;
  }

  async #turns(): Promise<void> {
    for (let left = this.#rng.below(6); left > 0; left--) await undefined;
  }

  async get<T = DocData>(path: string): Promise<Doc<T> | null> {
    await this.#turns();
    return this.#inner.get<T>(path);
  }
  async getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    await this.#turns();
    return this.#inner.getAll<T>(paths);
  }
  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    await this.#turns();
    return this.#inner.query<T>(query);
  }
  async count(query: Query): Promise<number> {
    await this.#turns();
    return this.#inner.count(query);
  }
  async transaction<R>(body: (tx: Transaction) => Promise<R>, options?: { readonly maxAttempts?: number }): Promise<R> {
    await this.#turns();
    return this.#inner.transaction((tx) => body(this.#jumbled(tx)), options);
  }
  async batch(body: (writer: Writer) => void): Promise<void> {
    await this.#turns();
    return this.#inner.batch(body);
  }
  listen<T = DocData>(path: string, changed: (doc: Doc<T> | null) => void): () => void {
    return this.#inner.listen(path, changed);
  }
  listenQuery<T = DocData>(query: Query, changed: (docs: readonly Doc<T>[]) => void): () => void {
    return this.#inner.listenQuery(query, changed);
  }
  close(): Promise<void> {
    return this.#inner.close();
  }

  #jumbled(tx: Transaction): Transaction {
    const then = async <R>(read: () => Promise<R>): Promise<R> => {
      const result = await read();
      await this.#turns();
      return result;
    };
    return {
      get: (path) => then(() => tx.get(path)),
      getAll: (paths) => then(() => tx.getAll(paths)),
      query: (query) => then(() => tx.query(query)),
      create: (path, data) => tx.create(path, data),
      set: (path, data, precondition) => tx.set(path, data, precondition),
      update: (path, data, precondition) => tx.update(path, data, precondition),
      delete: (path, precondition) => tx.delete(path, precondition),
    };
  }
}
