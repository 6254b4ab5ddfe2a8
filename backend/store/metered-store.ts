import type { Doc, DocData, Precondition, Query, Store, Transaction, WriteData, Writer } from '../ports/index.ts';
import type { BillCounter } from './meter.ts';

/** Firestore bills `count()` by index entries, this many for one read. */
const ENTRIES_PER_READ = 1_000;

/**
 * Counts what Firestore bills for each use of the store (cloud.google.com/firestore/pricing): a document that is asked for is one read, there or
 * not; a query one for each document it returns and each it skips by offset, at least one; `count()` one for each 1,000 index entries; each
 * write and delete that commits is one. A transaction's retries bill their reads again; what is rolled back bills no writes. A write with a
 * precondition bills the read by which the Firestore adapter checks it.
 */
export class MeteredStore implements Store {
  readonly #store: Store;
  readonly #bill: BillCounter;

  constructor(store: Store, bill: BillCounter) {
    this.#store = store;
    this.#bill = bill;
  }

  get<T = DocData>(path: string): Promise<Doc<T> | null> {
    this.#bill.reads++;
    return this.#store.get(path);
  }

  getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    this.#bill.reads += paths.length;
    return this.#store.getAll(paths);
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    const docs = await this.#store.query<T>(query);
    this.#bill.reads += readsOfQuery(query, docs.length);
    return docs;
  }

  async count(query: Query): Promise<number> {
    const count = await this.#store.count(query);
    this.#bill.reads += Math.max(1, Math.ceil((count + (query.offset ?? 0)) / ENTRIES_PER_READ));
    return count;
  }

  async transaction<R>(body: (tx: Transaction) => Promise<R>, options?: { readonly maxAttempts?: number }): Promise<R> {
    let last: MeteredTransaction | undefined;
    const result = await this.#store.transaction((tx) => {
      last = new MeteredTransaction(tx, this.#bill);
      return body(last);
    }, options);
    last?.committed(this.#bill);
    return result;
  }

  async batch(body: (writer: Writer) => void): Promise<void> {
    let metered: MeteredWriter | undefined;
    await this.#store.batch((writer) => {
      metered = new MeteredWriter(writer);
      body(metered);
    });
    metered?.committed(this.#bill);
  }

  /** The first answer is a read, and each change; that the document was deleted is free. */
  listen<T = DocData>(path: string, changed: (doc: Doc<T> | null) => void): () => void {
    let first = true;
    return this.#store.listen<T>(path, (doc) => {
      if (first || doc) this.#bill.reads++;
      first = false;
      changed(doc);
    });
  }

  /**
   * The first answer as a query; then a read for each document that came, changed or left. (Firestore does not bill one that left because it was
   * deleted, which a listener cannot tell: the count is an upper bound there.)
   */
  listenQuery<T = DocData>(query: Query, changed: (docs: readonly Doc<T>[]) => void): () => void {
    let seen: ReadonlyMap<string, string> | undefined;
    return this.#store.listenQuery<T>(query, (docs) => {
      const versions = new Map(docs.map((doc) => [doc.path, doc.version]));
      this.#bill.reads += seen ? changesBetween(seen, versions) : readsOfQuery(query, docs.length);
      seen = versions;
      changed(docs);
    });
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

const readsOfQuery = (query: Query, returned: number): number => Math.max(1, returned + (query.offset ?? 0));

function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number {
  let changes = 0;
  for (const [path, version] of after) if (before.get(path) !== version) changes++;
  for (const path of before.keys()) if (!after.has(path)) changes++;
  return changes;
}

/** Counts writes; they are billed once the commit has succeeded. */
class MeteredWriter implements Writer {
  readonly #writer: Writer;
  #checks = 0;
  #writes = 0;
  #deletes = 0;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  create(path: string, data: WriteData): void {
    this.#writes++;
    this.#writer.create(path, data);
  }
  set(path: string, data: WriteData, precondition?: Precondition): void {
    this.#writes++;
    if (precondition) this.#checks++;
    this.#writer.set(path, data, precondition);
  }
  update(path: string, data: WriteData, precondition?: Precondition): void {
    this.#writes++;
    if (precondition) this.#checks++;
    this.#writer.update(path, data, precondition);
  }
  delete(path: string, precondition?: Precondition): void {
    this.#deletes++;
    if (precondition) this.#checks++;
    this.#writer.delete(path, precondition);
  }

  committed(bill: BillCounter): void {
    bill.reads += this.#checks;
    bill.writes += this.#writes;
    bill.deletes += this.#deletes;
  }
}

class MeteredTransaction extends MeteredWriter implements Transaction {
  readonly #tx: Transaction;
  readonly #bill: BillCounter;

  constructor(tx: Transaction, bill: BillCounter) {
    super(tx);
    this.#tx = tx;
    this.#bill = bill;
  }

  get<T = DocData>(path: string): Promise<Doc<T> | null> {
    this.#bill.reads++;
    return this.#tx.get(path);
  }

  getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    this.#bill.reads += paths.length;
    return this.#tx.getAll(paths);
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    const docs = await this.#tx.query<T>(query);
    this.#bill.reads += readsOfQuery(query, docs.length);
    return docs;
  }
}
