import { OperationError } from '../../lib/wire/index.ts';
import type { Random, Reader, Store, Transaction, Writer } from '../ports/index.ts';

/**
 * A store whose commits fail now and then: before anything was written, or after everything was (the caller cannot tell, as when a
 * process or a connection dies). Reads pass.
 */
export class FlakyStore implements Store {
  readonly #inner: Store;
  readonly #random: Random;
  /** Chance of each of the two faults. */
  chance: number;

  constructor(inner: Store, random: Random, chance: number) {
    this.#inner = inner;
    this.#random = random;
    this.chance = chance;
  }

  get: Reader['get'] = (path) => this.#inner.get(path);
  getAll: Reader['getAll'] = (paths) => this.#inner.getAll(paths);
  query: Reader['query'] = (query) => this.#inner.query(query);
  count: Store['count'] = (query) => this.#inner.count(query);
  listen: Store['listen'] = (path, changed) => this.#inner.listen(path, changed);
  listenQuery: Store['listenQuery'] = (query, changed) => this.#inner.listenQuery(query, changed);
  close: Store['close'] = () => this.#inner.close();

  transaction<R>(body: (tx: Transaction) => Promise<R>, options?: { readonly maxAttempts?: number }): Promise<R> {
    return this.#around(() => this.#inner.transaction(body, options));
  }
  batch(body: (writer: Writer) => void): Promise<void> {
    return this.#around(() => this.#inner.batch(body));
  }

  async #around<R>(commit: () => Promise<R>): Promise<R> {
    this.#fail('before');
    const result = await commit();
    this.#fail('after');
    return result;
  }

  #fail(when: string): void {
    if (this.#random.next() < this.chance)
      throw new OperationError('unavailable', `the store was lost ${when} a commit`);
  }
}
