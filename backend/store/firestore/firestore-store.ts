import {
  type DocumentSnapshot,
  FieldPath,
  type Firestore,
  type Transaction as FirestoreTransaction,
  type WriteBatch,
} from '@google-cloud/firestore';
import { OperationError } from '../../../lib/wire/index.ts';
import type { Doc, DocData, Query, Store, Transaction, WriteData, Writer } from '../../ports/index.ts';
import { splitPath } from '../paths.ts';
import { type PendingWrite, PendingWrites } from '../pending-writes.ts';
import { fromFields, toField, toFields } from './convert.ts';
import { toOperationError } from './errors.ts';
import { toFirestoreQuery } from './query.ts';

const versionOf = (snapshot: DocumentSnapshot): string => {
  const time = snapshot.updateTime;
  return time ? `${time.seconds}.${time.nanoseconds}` : '';
};

const toDoc = <T>(snapshot: DocumentSnapshot): Doc<T> | null =>
  snapshot.exists
    ? {
        path: snapshot.ref.path,
        id: snapshot.id,
        data: fromFields(snapshot.data() ?? {}) as T,
        version: versionOf(snapshot),
      }
    : null;

/** Whether a write needs to look at the document first: Firestore's own preconditions cover `update` and `delete`, not `set`. */
const needsLook = (write: PendingWrite): boolean => write.type !== 'create' && write.precondition !== undefined;

/** The `Store` port over Cloud Firestore, real or emulated. */
export class FirestoreStore implements Store {
  readonly #db: Firestore;
  /** The client refuses to end while somebody listens. */
  readonly #listening = new Set<() => void>();

  /** `db` should be made with `ignoreUndefinedProperties: true`. */
  constructor(db: Firestore) {
    this.#db = db;
  }

  async get<T = DocData>(path: string): Promise<Doc<T> | null> {
    splitPath(path);
    return toDoc<T>(await this.#call(() => this.#db.doc(path).get()));
  }

  async getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    if (paths.length === 0) return [];
    const refs = paths.map((path) => this.#db.doc(path));
    return (await this.#call(() => this.#db.getAll(...refs))).map((one) => toDoc<T>(one));
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    const found = await this.#call(() => toFirestoreQuery(this.#db, query).get());
    return found.docs.flatMap((one) => toDoc<T>(one) ?? []);
  }

  async count(query: Query): Promise<number> {
    const found = await this.#call(() => toFirestoreQuery(this.#db, query).count().get());
    return found.data().count;
  }

  async transaction<R>(body: (tx: Transaction) => Promise<R>, { maxAttempts = 5 } = {}): Promise<R> {
    return this.#call(() =>
      this.#db.runTransaction(
        async (inner) => {
          const tx = new FirestoreStoreTransaction(this.#db, inner);
          const result = await body(tx);
          await tx.flush();
          return result;
        },
        { maxAttempts },
      ),
    );
  }

  async batch(body: (writer: Writer) => void): Promise<void> {
    const pending = new PendingWrites();
    body(pending);
    if (pending.writes.some(needsLook)) {
      await this.transaction(async (tx) => body(tx));
      return;
    }
    const batch = this.#db.batch();
    for (const write of pending.writes) applyTo(batch, this.#db, write);
    await this.#call(() => batch.commit());
  }

  listen<T = DocData>(path: string, changed: (doc: Doc<T> | null) => void): () => void {
    splitPath(path);
    return this.#untilStopped(this.#db.doc(path).onSnapshot((snapshot) => changed(toDoc<T>(snapshot))));
  }

  listenQuery<T = DocData>(query: Query, changed: (docs: readonly Doc<T>[]) => void): () => void {
    const heard = toFirestoreQuery(this.#db, query);
    return this.#untilStopped(heard.onSnapshot((found) => changed(found.docs.flatMap((one) => toDoc<T>(one) ?? []))));
  }

  async close(): Promise<void> {
    for (const stop of this.#listening) stop();
    await this.#db.terminate();
  }

  #untilStopped(unsubscribe: () => void): () => void {
    const stop = () => {
      if (this.#listening.delete(stop)) unsubscribe();
    };
    this.#listening.add(stop);
    return stop;
  }

  async #call<R>(request: () => Promise<R>): Promise<R> {
    try {
      return await request();
    } catch (error) {
      throw toOperationError(error);
    }
  }
}

/** Buffers writes like every adapter, so that a precondition can be looked at after the body and before the first write. */
class FirestoreStoreTransaction implements Transaction {
  readonly #pending = new PendingWrites();
  readonly #db: Firestore;
  readonly #tx: FirestoreTransaction;

  constructor(db: Firestore, tx: FirestoreTransaction) {
    this.#db = db;
    this.#tx = tx;
  }

  async get<T = DocData>(path: string): Promise<Doc<T> | null> {
    this.#readsComeFirst();
    splitPath(path);
    return toDoc<T>(await this.#tx.get(this.#db.doc(path)));
  }

  async getAll<T = DocData>(paths: readonly string[]): Promise<(Doc<T> | null)[]> {
    this.#readsComeFirst();
    if (paths.length === 0) return [];
    return (await this.#tx.getAll(...paths.map((path) => this.#db.doc(path)))).map((one) => toDoc<T>(one));
  }

  async query<T = DocData>(query: Query): Promise<Doc<T>[]> {
    this.#readsComeFirst();
    return (await this.#tx.get(toFirestoreQuery(this.#db, query))).docs.flatMap((one) => toDoc<T>(one) ?? []);
  }

  create(path: string, data: WriteData): void {
    this.#pending.create(path, data);
  }
  set(...args: Parameters<Writer['set']>): void {
    this.#pending.set(...args);
  }
  update(...args: Parameters<Writer['update']>): void {
    this.#pending.update(...args);
  }
  delete(...args: Parameters<Writer['delete']>): void {
    this.#pending.delete(...args);
  }

  async flush(): Promise<void> {
    const looked = this.#pending.writes.filter(needsLook);
    const snapshots =
      looked.length > 0 ? await this.#tx.getAll(...looked.map((write) => this.#db.doc(write.path))) : [];
    looked.forEach((write, i) => {
      const wanted = write.type === 'create' ? undefined : write.precondition;
      const found = snapshots[i];
      if (wanted?.exists !== undefined && wanted.exists !== found?.exists) {
        throw new OperationError('failed-precondition', `${write.path} ${found?.exists ? 'exists' : 'does not exist'}`);
      }
      if (wanted?.version !== undefined && (!found?.exists || versionOf(found) !== wanted.version)) {
        throw new OperationError('failed-precondition', `${write.path} was changed meanwhile`);
      }
    });
    for (const write of this.#pending.writes) applyTo(this.#tx, this.#db, write);
  }

  #readsComeFirst(): void {
    if (this.#pending.writes.length > 0) {
      throw new OperationError('invalid-argument', 'in a transaction all reads come before the first write');
    }
  }
}

/** One buffered write into a transaction or batch of Firestore. */
function applyTo(into: FirestoreTransaction | WriteBatch, db: Firestore, write: PendingWrite): void {
  // Both have the same four methods; their overloads keep TypeScript from seeing it.
  const target = into as WriteBatch;
  const ref = db.doc(write.path);
  if (write.type === 'delete') target.delete(ref);
  else if (write.type === 'create') target.create(ref, toFields(write.data));
  else if (write.type === 'set') target.set(ref, toFields(write.data));
  else {
    // Field paths, not an object: a key with a dot in it is one field here, as in the other adapters.
    const pairs = Object.entries(write.data).flatMap(([field, value]) =>
      value === undefined ? [] : [new FieldPath(field), toField(field, value)],
    );
    const [first, value, ...rest] = pairs;
    if (first === undefined)
      throw new OperationError('invalid-argument', `an update of ${write.path} changes no field`);
    target.update(ref, first as FieldPath, value, ...rest);
  }
}
