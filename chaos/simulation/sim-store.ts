import type { Doc, DocData, Query, Store, Transaction, WriteData, Writer } from '../../backend/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import type { Turns } from './turns.ts';

/** What may go wrong at one step of the store. */
export type StoreMishap = 'none' | 'error-before' | 'error-after' | 'crash';

export interface SimStoreOptions {
  readonly turns: Turns;
  /** Asked at every step; `write` says whether the step commits something. */
  readonly mishap: (label: string, write: boolean) => StoreMishap;
  /** The process dies here; what called must never go on. */
  readonly crash: () => void;
}

const unavailable = (label: string) => new OperationError('unavailable', `the store did not answer (${label})`);

/**
 * The durable store as a process sees it: each call waits for its turn, may fail before or after it took effect (a lost answer), or may be
 * the last thing that the process ever did. What was committed stays in the store beneath, as it would on disk.
 */
export class SimStore implements Store {
  readonly #inner: Store;
  readonly #options: SimStoreOptions;
  readonly #listening = new Set<() => void>();

  constructor(inner: Store, options: SimStoreOptions) {
    this.#inner = inner;
    this.#options = options;
  }

  get<T = DocData>(path: string): Promise<Doc<T> | null> {
    return this.#step(`get ${path}`, false, () => this.#inner.get<T>(path));
  }

  getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    return this.#step(`get ${paths.join(' ')}`, false, () => this.#inner.getAll<T>(paths));
  }

  query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    return this.#step(`query ${query.collection}`, false, () => this.#inner.query<T>(query));
  }

  count(query: Query): Promise<number> {
    return this.#step(`count ${query.collection}`, false, () => this.#inner.count(query));
  }

  async transaction<R>(body: (tx: Transaction) => Promise<R>, options?: { readonly maxAttempts?: number }): Promise<R> {
    let label = 'commit';
    let mishap: StoreMishap = 'none';
    const result = await this.#inner.transaction(async (tx) => {
      const seen = new SimTransaction(tx, (name) => this.#step(name, false, async () => {}));
      const value = await body(seen);
      if (seen.writes.length === 0) return value;
      label = `commit ${seen.writes.join(' ')}`;
      await this.#options.turns.take(label);
      mishap = this.#options.mishap(label, true);
      if (mishap === 'error-before') throw unavailable(label);
      return value;
    }, options);
    return this.#after(label, mishap, result);
  }

  async batch(body: (writer: Writer) => void): Promise<void> {
    const written: string[] = [];
    return this.#step('batch', true, () =>
      this.#inner.batch((writer) => body(recording(writer, (label) => written.push(label)))),
    );
  }

  listen<T = DocData>(path: string, changed: (doc: Doc<T> | null) => void): () => void {
    return this.#keep(this.#inner.listen<T>(path, changed));
  }

  listenQuery<T = DocData>(query: Query, changed: (docs: readonly Doc<T>[]) => void): () => void {
    return this.#keep(this.#inner.listenQuery<T>(query, changed));
  }

  /** The process closes its connection, or dies: it hears of no more changes; the data stays. */
  async close(): Promise<void> {
    for (const stop of this.#listening) stop();
    this.#listening.clear();
  }

  async #step<R>(label: string, write: boolean, run: () => Promise<R>): Promise<R> {
    await this.#options.turns.take(label);
    const mishap = this.#options.mishap(label, write);
    if (mishap === 'error-before') throw unavailable(label);
    if (mishap === 'crash' && !write) return this.#die();
    return this.#after(label, mishap, await run());
  }

  #after<R>(label: string, mishap: StoreMishap, result: R): R | Promise<R> {
    if (mishap === 'error-after') throw unavailable(label);
    return mishap === 'crash' ? this.#die() : result;
  }

  #keep(stop: () => void): () => void {
    this.#listening.add(stop);
    return stop;
  }

  #die(): Promise<never> {
    this.#options.crash();
    return new Promise(() => {});
  }
}

const recording = (writer: Writer, note: (label: string) => void): Writer => ({
  create: (path, data) => {
    note(`+${path}`);
    writer.create(path, data);
  },
  set: (path, data, precondition) => {
    note(`=${path}`);
    writer.set(path, data, precondition);
  },
  update: (path, data, precondition) => {
    note(`~${path}`);
    writer.update(path, data, precondition);
  },
  delete: (path, precondition) => {
    note(`-${path}`);
    writer.delete(path, precondition);
  },
});

/** Reads take turns; writes are only noted, since they take effect at the commit. */
class SimTransaction implements Transaction {
  readonly writes: string[] = [];
  readonly #tx: Transaction;
  readonly #turn: (label: string) => Promise<void>;
  readonly #writer: Writer;

  constructor(tx: Transaction, turn: (label: string) => Promise<void>) {
    this.#tx = tx;
    this.#turn = turn;
    this.#writer = recording(tx, (label) => this.writes.push(label));
  }

  async get<T = DocData>(path: string): Promise<Doc<T> | null> {
    await this.#turn(`tx get ${path}`);
    return this.#tx.get<T>(path);
  }

  async getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    await this.#turn(`tx get ${paths.join(' ')}`);
    return this.#tx.getAll<T>(paths);
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    await this.#turn(`tx query ${query.collection}`);
    return this.#tx.query<T>(query);
  }

  create(path: string, data: WriteData): void {
    this.#writer.create(path, data);
  }
  set(...args: Parameters<Writer['set']>): void {
    this.#writer.set(...args);
  }
  update(...args: Parameters<Writer['update']>): void {
    this.#writer.update(...args);
  }
  delete(...args: Parameters<Writer['delete']>): void {
    this.#writer.delete(...args);
  }
}
