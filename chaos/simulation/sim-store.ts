import type { Doc, DocData, Query, Store, Transaction, WriteData, Writer } from '../../backend/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import type { Turns } from './turns.ts';

/** What may go wrong at one step of the store. */
export type StoreMishap = 'none' | 'error-before' | 'error-after' | 'crash';

export interface SimStoreOptions {
  readonly turns: Turns;
  /** Asked at every step; `write` says whether the step commits something. */
  readonly mishap: (write: boolean) => StoreMishap;
  /** The process dies here, before or after what the step does; what called must never go on. */
  readonly crash: (where: string) => void;
  /** Hears of each answer that the store did not give. */
  readonly failed: (where: string) => void;
}

/** Names a step for people; made only where one is told of it, since most steps go well. */
type Label = () => string;

/**
 * A poll of the job queue that finds nothing changes nothing and is no step: nearly all of the 17 shards that a starting process reads are empty. A
 * job that comes meanwhile is hinted to the runner, which reads again.
 */
const POLLED = 'scheduledJobs';

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
    return this.#step(
      () => `get ${path}`,
      false,
      () => this.#inner.get<T>(path),
    );
  }

  getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    return this.#step(
      () => `get ${paths.join(' ')}`,
      false,
      () => this.#inner.getAll<T>(paths),
    );
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    if (query.collection === POLLED && (await this.#inner.query<T>(query)).length === 0) return [];
    return this.#step(
      () => `query ${query.collection}`,
      false,
      () => this.#inner.query<T>(query),
    );
  }

  count(query: Query): Promise<number> {
    return this.#step(
      () => `count ${query.collection}`,
      false,
      () => this.#inner.count(query),
    );
  }

  async transaction<R>(body: (tx: Transaction) => Promise<R>, options?: { readonly maxAttempts?: number }): Promise<R> {
    let mishap: StoreMishap = 'none';
    let label: Label = () => 'commit';
    const result = await this.#inner.transaction(async (tx) => {
      const seen = new SimTransaction(tx, (read) => this.#step(read, false, nothing));
      const value = await body(seen);
      if (seen.writes.length === 0) return value;
      label = () => `commit ${seen.writes.join(' ')}`;
      await this.#options.turns.take();
      mishap = this.#options.mishap(true);
      if (mishap === 'error-before') throw this.#unavailable(`before ${label()}`);
      return value;
    }, options);
    return this.#after(label, mishap, result);
  }

  async batch(body: (writer: Writer) => void): Promise<void> {
    const written: string[] = [];
    const label = () => `commit ${written.join(' ')}`;
    return this.#step(label, true, () => this.#inner.batch((writer) => body(recording(writer, written))));
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

  async #step<R>(label: Label, write: boolean, run: () => Promise<R>): Promise<R> {
    await this.#options.turns.take();
    const mishap = this.#options.mishap(write);
    if (mishap === 'none') return run();
    if (mishap === 'error-before') throw this.#unavailable(`before ${label()}`);
    if (mishap === 'crash' && !write) return this.#die(`before ${label()}`);
    return this.#after(label, mishap, await run());
  }

  #after<R>(label: Label, mishap: StoreMishap, result: R): R | Promise<R> {
    if (mishap === 'error-after') throw this.#unavailable(`after ${label()}`);
    return mishap === 'crash' ? this.#die(`after ${label()}`) : result;
  }

  #keep(stop: () => void): () => void {
    this.#listening.add(stop);
    return stop;
  }

  #unavailable(where: string): OperationError {
    this.#options.failed(where);
    return new OperationError('unavailable', `the store did not answer (${where})`);
  }

  #die(where: string): Promise<never> {
    this.#options.crash(where);
    return new Promise(() => {});
  }
}

const nothing = async (): Promise<void> => {};

/** Passes writes on and notes them: `+` created, `=` set, `~` updated, `-` deleted. */
const recording = (writer: Writer, written: string[]): Writer => ({
  create: (path, data) => {
    written.push(`+${path}`);
    writer.create(path, data);
  },
  set: (path, data, precondition) => {
    written.push(`=${path}`);
    writer.set(path, data, precondition);
  },
  update: (path, data, precondition) => {
    written.push(`~${path}`);
    writer.update(path, data, precondition);
  },
  delete: (path, precondition) => {
    written.push(`-${path}`);
    writer.delete(path, precondition);
  },
});

/** Reads take turns; writes are only noted, since they take effect at the commit. */
class SimTransaction implements Transaction {
  readonly writes: string[] = [];
  readonly #tx: Transaction;
  readonly #turn: (label: Label) => Promise<void>;
  readonly #writer: Writer;

  constructor(tx: Transaction, turn: (label: Label) => Promise<void>) {
    this.#tx = tx;
    this.#turn = turn;
    this.#writer = recording(tx, this.writes);
  }

  async get<T = DocData>(path: string): Promise<Doc<T> | null> {
    await this.#turn(() => `get ${path}`);
    return this.#tx.get<T>(path);
  }

  async getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    await this.#turn(() => `get ${paths.join(' ')}`);
    return this.#tx.getAll<T>(paths);
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    await this.#turn(() => `query ${query.collection}`);
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
