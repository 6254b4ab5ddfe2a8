import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '../../../../lib/wire/index.ts';
import type { Doc, DocData, Query, Store, Transaction, Writer } from '../../../ports/index.ts';

/** What happens to one access of the store. `fail: 'after'`: the work is done, but the answer is lost. */
export interface Strike {
  readonly delayMs?: number;
  readonly fail?: 'before' | 'after';
}

/** Asked at every access; null: nothing happens. */
export type StoreFault = (access: 'read' | 'write') => Strike | null;

/** A store that fails and is slow as the faults in force say. Without one it is the store itself, at the cost of a look at an empty set. */
export class FaultyStore implements Store {
  readonly #inner: Store;
  readonly #faults = new Set<StoreFault>();

  constructor(inner: Store) {
    this.#inner = inner;
  }

  /** Puts a fault in force. Returns how to end it. */
  add(fault: StoreFault): () => void {
    this.#faults.add(fault);
    return () => this.#faults.delete(fault);
  }

  get<T = DocData>(path: string): Promise<Doc<T> | null> {
    return this.#struck('read', () => this.#inner.get<T>(path));
  }
  getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    return this.#struck('read', () => this.#inner.getAll<T>(paths));
  }
  query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    return this.#struck('read', () => this.#inner.query<T>(query));
  }
  count(query: Query): Promise<number> {
    return this.#struck('read', () => this.#inner.count(query));
  }
  transaction<R>(body: (tx: Transaction) => Promise<R>, options?: { readonly maxAttempts?: number }): Promise<R> {
    return this.#struck('write', () => this.#inner.transaction(body, options));
  }
  batch(body: (writer: Writer) => void): Promise<void> {
    return this.#struck('write', () => this.#inner.batch(body));
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

  #struck<T>(access: 'read' | 'write', act: () => Promise<T>): Promise<T> {
    return this.#faults.size === 0 ? act() : this.#strike(access, act);
  }

  async #strike<T>(access: 'read' | 'write', act: () => Promise<T>): Promise<T> {
    let fails: Strike['fail'];
    for (const fault of [...this.#faults]) {
      const strike = fault(access);
      if (strike?.delayMs !== undefined) await sleep(strike.delayMs);
      fails ??= strike?.fail;
    }
    if (fails === 'before') throw unavailable();
    const result = await act();
    if (fails === 'after') throw unavailable();
    return result;
  }
}

const unavailable = () => new OperationError('unavailable', 'the store does not answer (a fault that is in force)');
