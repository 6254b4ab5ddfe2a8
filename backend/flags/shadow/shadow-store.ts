import type { Clock, Doc, DocData, Query, Store, Transaction, Writer } from '../../ports/index.ts';
import { splitPath } from '../../store/paths.ts';
import { type PendingWrite, PendingWrites, resultOf } from '../../store/pending-writes.ts';
import { runQuery } from '../../store/values.ts';

/** A write that a shadow execution would have made. */
export interface IntendedWrite {
  readonly type: PendingWrite['type'];
  readonly path: string;
}

/**
 * A store that reads through to another and keeps every write to itself, so that a handler sees its own writes and the other store
 * never does. One lives as long as one shadow execution.
 */
export class ShadowStore implements Store {
  readonly intended: IntendedWrite[] = [];
  readonly #base: Store;
  readonly #clock: Clock;
  /** Documents as the handler left them; null: deleted. */
  readonly #written = new Map<string, Doc | null>();

  constructor(base: Store, clock: Clock) {
    this.#base = base;
    this.#clock = clock;
  }

  async get<T = DocData>(path: string): Promise<Doc<T> | null> {
    const own = this.#written.get(path);
    return own === undefined ? this.#base.get<T>(path) : (own as Doc<T> | null);
  }

  async getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    const below = await this.#base.getAll<T>(paths);
    return paths.map((path, i) => {
      const own = this.#written.get(path);
      return own === undefined ? (below[i] ?? null) : (own as Doc<T> | null);
    });
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    const { limit, offset = 0, ...all } = query;
    // Each own write may push one document off the page that the base would give.
    const wanted = limit === undefined ? {} : { limit: limit + offset + this.#written.size };
    const below = await this.#base.query({ ...all, ...wanted });
    const rows = below.filter(({ path }) => !this.#written.has(path));
    for (const doc of this.#written.values()) if (doc && isIn(doc.path, query)) rows.push(doc);
    return runQuery(rows, query) as unknown as Doc<T>[];
  }

  async count(query: Query): Promise<number> {
    return this.#written.size === 0 ? this.#base.count(query) : (await this.query(query)).length;
  }

  async transaction<R>(body: (tx: Transaction) => Promise<R>): Promise<R> {
    const pending = new PendingWrites();
    const tx: Transaction = {
      get: (path) => this.get(path),
      getAll: (paths) => this.getAll(paths),
      query: (query) => this.query(query),
      create: (...args) => pending.create(...args),
      set: (...args) => pending.set(...args),
      update: (...args) => pending.update(...args),
      delete: (...args) => pending.delete(...args),
    };
    const result = await body(tx);
    await this.#keep(pending.writes);
    return result;
  }

  async batch(body: (writer: Writer) => void): Promise<void> {
    const pending = new PendingWrites();
    body(pending);
    await this.#keep(pending.writes);
  }

  listen<T = DocData>(path: string, changed: (doc: Doc<T> | null) => void): () => void {
    return this.#base.listen(path, changed);
  }

  listenQuery<T = DocData>(query: Query, changed: (docs: readonly Doc<T>[]) => void): () => void {
    return this.#base.listenQuery(query, changed);
  }

  /** The base belongs to somebody else. */
  async close(): Promise<void> {}

  async #keep(writes: readonly PendingWrite[]): Promise<void> {
    for (const write of writes) {
      const data = resultOf(write, await this.get(write.path), this.#clock.now());
      const { id } = splitPath(write.path);
      const version = `shadow-${this.intended.length}`;
      this.#written.set(write.path, data && { path: write.path, id, data, version });
      this.intended.push({ type: write.type, path: write.path });
    }
  }
}

function isIn(path: string, { collection, group }: Query): boolean {
  const parent = path.slice(0, path.lastIndexOf('/'));
  return parent === collection || (group === true && parent.endsWith(`/${collection}`));
}
