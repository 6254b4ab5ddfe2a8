import type { Doc, DocData, Query, Store, Transaction, Writer } from '../../ports/index.ts';

/** Thrown by every step of a store after its process "died"; nothing may catch it and go on as if nothing was. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
  constructor() {
    super('the process died here');
  }
}

/**
 * One process's view of a store that outlives it: the process dies at its `crashAt`-th step, before the step takes effect or, with
 * `late`, just after it did (the answer is lost). Make a new view for the process that comes next.
 */
export class CrashingStore implements Store {
  readonly #inner: Store;
  readonly #crashAt: number;
  readonly #late: boolean;
  #steps = 0;

  constructor(inner: Store, crashAt: number, late = false) {
    this.#inner = inner;
    this.#crashAt = crashAt;
    this.#late = late;
  }

  /** Steps so far: run once with `crashAt` infinite to learn how many there are to crash at. */
  get steps(): number {
    return this.#steps;
  }
  get crashed(): boolean {
    return this.#steps >= this.#crashAt;
  }

  get<T = DocData>(path: string): Promise<Doc<T> | null> {
    return this.#step(() => this.#inner.get<T>(path));
  }
  getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    return this.#step(() => this.#inner.getAll<T>(paths));
  }
  query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    return this.#step(() => this.#inner.query<T>(query));
  }
  count(query: Query): Promise<number> {
    return this.#step(() => this.#inner.count(query));
  }
  transaction<R>(body: (tx: Transaction) => Promise<R>, options?: { readonly maxAttempts?: number }): Promise<R> {
    return this.#step(() => this.#inner.transaction(body, options));
  }
  batch(body: (writer: Writer) => void): Promise<void> {
    return this.#step(() => this.#inner.batch(body));
  }
  listen<T = DocData>(path: string, changed: (doc: Doc<T> | null) => void): () => void {
    return this.#inner.listen(path, changed);
  }
  listenQuery<T = DocData>(query: Query, changed: (docs: readonly Doc<T>[]) => void): () => void {
    return this.#inner.listenQuery(query, changed);
  }
  async close(): Promise<void> {}

  async #step<R>(run: () => Promise<R>): Promise<R> {
    this.#steps++;
    if (this.#steps > this.#crashAt || (this.crashed && !this.#late)) throw new Crashed();
    const result = await run();
    if (this.crashed) throw new Crashed();
    return result;
  }
}
