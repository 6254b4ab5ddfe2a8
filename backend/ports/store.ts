/**
 * The document store, with Firestore's semantics so that no adapter has to pretend: documents under slash paths
 * (`users/u1`, `featureFlags/chat_paid/audit/a1`), reads before writes in a transaction, optimistic retry, queries that an index can serve.
 */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
export type DocData = { readonly [field: string]: Value };

export interface Doc<T = DocData> {
  /** Whole path, `collection/id`, an even number of segments. */
  readonly path: string;
  readonly id: string;
  readonly data: T;
  /** Changes with every write of the document; opaque; for preconditions. */
  readonly version: string;
}

/** A field value that the store computes while it writes. */
export type Sentinel =
  | { readonly $op: 'increment'; readonly by: number }
  | { readonly $op: 'serverTimestamp' }
  | { readonly $op: 'deleteField' };

export const increment = (by: number): Sentinel => ({ $op: 'increment', by });
/** Unix milliseconds of the store's clock when the write is committed. */
export const serverTimestamp = (): Sentinel => ({ $op: 'serverTimestamp' });
export const deleteField = (): Sentinel => ({ $op: 'deleteField' });

/** Top-level fields may be sentinels; nested ones may not. */
export type WriteData = { readonly [field: string]: Value | Sentinel };

export interface Precondition {
  /** The write fails with `failed-precondition` where the document's version is another. */
  readonly version?: string;
  readonly exists?: boolean;
}

export type FilterOp = '==' | '<' | '<=' | '>' | '>=' | 'in' | 'array-contains';
export type Filter = readonly [field: string, op: FilterOp, value: Value];

/** Each shape of query has its index in `backend/store/indexes.ts`; a range filter's field is the first of `orderBy`, and is its
 * default. */
export interface Query {
  /** Collection path (`users`, `chats/c1/messages`), or with `group` the last segment of it. */
  readonly collection: string;
  readonly group?: boolean;
  readonly where?: readonly Filter[];
  /** The document's name (its id, or its path in a group) breaks ties, in the direction of the last field. */
  readonly orderBy?: readonly (readonly [field: string, direction: 'asc' | 'desc'])[];
  readonly limit?: number;
  /** Values of the orderBy fields, then the document's id (its path in a group): the position after which the page starts. */
  readonly startAfter?: readonly Value[];
  /** Skipped documents are billed, as Firestore does: prefer `startAfter`. */
  readonly offset?: number;
}

export interface Writer {
  /** Fails with `already-exists` where the document is there. */
  create(path: string, data: WriteData): void;
  /** Replaces the document, or creates it. */
  set(path: string, data: WriteData, precondition?: Precondition): void;
  /** Merges top-level fields; fails with `not-found` where the document is not there. */
  update(path: string, data: WriteData, precondition?: Precondition): void;
  delete(path: string, precondition?: Precondition): void;
}

export interface Reader {
  get<T = DocData>(path: string): Promise<Doc<T> | null>;
  getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]>;
  query<T = DocData>(query: Query): Promise<Doc<T>[]>;
}

/** All reads come before the first write; a read after a write throws. Writes are buffered until the function returns. */
export interface Transaction extends Reader, Writer {}

export interface Store extends Reader {
  count(query: Query): Promise<number>;
  /**
   * Runs `body` on a consistent view and commits its writes at once, all or none. On contention the body runs again (so it must
   * have no other effects), at most `maxAttempts` times (default 5), then fails with `aborted`.
   */
  transaction<R>(body: (tx: Transaction) => Promise<R>, options?: { readonly maxAttempts?: number }): Promise<R>;
  /** Up to 500 blind writes, all or none. Resolves once they would survive `kill -9`. */
  batch(body: (writer: Writer) => void): Promise<void>;
  /** Calls back with the current document, then at each change; returns the way to stop. */
  listen<T = DocData>(path: string, changed: (doc: Doc<T> | null) => void): () => void;
  /** The same for the documents of a query. */
  listenQuery<T = DocData>(query: Query, changed: (docs: readonly Doc<T>[]) => void): () => void;
  close(): Promise<void>;
}

/** Errors of a store are `OperationError`s with these codes: `not-found`, `already-exists`, `failed-precondition`, `aborted`, `invalid-argument`, `unavailable`. */
