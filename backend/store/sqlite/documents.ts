import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { OperationError } from '../../../lib/wire/index.ts';
import type { Doc, Query } from '../../ports/index.ts';
import { collectionIdOf, splitPath } from '../paths.ts';
import { type IndexSpec, indexFor } from '../query-index.ts';
import { CollectionTable } from './collection-table.ts';
import { DocCache, type Entry } from './doc-cache.ts';
import { TABLE_PREFIX } from './names.ts';
import { countSql, type Sql, selectSql } from './query-sql.ts';
import type { StagedWrite } from './write-group.ts';

/** Memory that SQLite may use for pages, in KiB. */
const PAGE_CACHE_KIB = 64 * 1024;
/** Pages (4 KiB each) that the log may hold before they are moved to the file: pages that many commits change are moved once for all of them. */
const CHECKPOINT_PAGES = 4000;

/**
 * The documents in the SQLite file, read through a cache of parsed ones. Synchronous; knows nothing of transactions that are still open.
 *
 * WAL with `synchronous = NORMAL`: a commit is in the operating system's hands when it returns and survives `kill -9` of this process. The
 * file is locked for this process alone, which also saves the locking of each read.
 */
export class Documents {
  readonly #db: DatabaseSync;
  readonly #indexes: readonly IndexSpec[];
  readonly #cache: DocCache;
  readonly #tables = new Map<string, CollectionTable>();
  readonly #statements = new Map<string, StatementSync>();
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  /** Differs from that of every earlier process on this file. */
  readonly #epoch: number;
  #versions = 0;

  constructor(file: string, indexes: readonly IndexSpec[], cachedDocuments: number) {
    this.#db = openDatabase(file);
    this.#indexes = indexes;
    this.#cache = new DocCache(cachedDocuments);
    this.#epoch = Number(this.#db.prepare('PRAGMA user_version').get()?.user_version ?? 0) + 1;
    this.#db.exec(`PRAGMA user_version = ${this.#epoch}`);
    this.#begin = this.#db.prepare('BEGIN IMMEDIATE');
    this.#commit = this.#db.prepare('COMMIT');
    const tables = this.#db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE ?`);
    for (const { name } of tables.all(`${TABLE_PREFIX}%`)) this.#table(String(name).slice(TABLE_PREFIX.length));
  }

  nextVersion(): string {
    return `${this.#epoch}.${++this.#versions}`;
  }

  read(path: string): Entry | null {
    const cached = this.#cache.get(path);
    if (cached !== undefined) return cached;
    const parts = splitPath(path);
    const entry = this.#tables.get(parts.collectionId)?.read(path, parts) ?? null;
    this.#cache.set(path, entry);
    return entry;
  }

  select(query: Query): Doc[] {
    const index = indexFor(query, this.#indexes);
    if (!this.#tables.has(collectionIdOf(query.collection))) return [];
    const rows = this.#all(selectSql(query, index)) as readonly (readonly [string, string])[];
    return rows.flatMap(([parent, id]) => this.read(`${parent}/${id}`)?.doc ?? []);
  }

  count(query: Query): number {
    const index = indexFor(query, this.#indexes);
    if (!this.#tables.has(collectionIdOf(query.collection))) return 0;
    const [row] = this.#all(countSql(query, index));
    return Number(row?.[0] ?? 0);
  }

  /** Writes all of them in one SQLite transaction, or none. */
  write(writes: readonly StagedWrite[]): void {
    const prepared = writes.map((write) => ({ ...write, table: this.#table(write.parts.collectionId) }));
    const entries: (Entry | null)[] = [];
    this.#begin.run();
    try {
      for (const { table, parts, before, after } of prepared) entries.push(table.write(parts, before, after));
      this.#commit.run();
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
    for (const [i, { path }] of prepared.entries()) this.#cache.set(path, entries[i] ?? null);
  }

  close(): void {
    this.#db.close();
  }

  #table(collectionId: string): CollectionTable {
    const known = this.#tables.get(collectionId);
    if (known) return known;
    const table = new CollectionTable(this.#db, collectionId, this.#indexes);
    this.#tables.set(collectionId, table);
    return table;
  }

  #all({ text, params }: Sql): readonly (readonly unknown[])[] {
    let statement = this.#statements.get(text);
    if (!statement) {
      statement = this.#db.prepare(text);
      statement.setReturnArrays(true);
      this.#statements.set(text, statement);
    }
    return statement.all(...params) as unknown as readonly (readonly unknown[])[];
  }
}

function openDatabase(file: string): DatabaseSync {
  try {
    const db = new DatabaseSync(file);
    db.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA cache_size = -${PAGE_CACHE_KIB};
      PRAGMA temp_store = MEMORY;
    `);
    return db;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const fix = reason.includes('locked')
      ? 'another backend uses it: stop that one or give another file'
      : 'give a path that can be written, or another file if this is no database of this backend';
    throw new OperationError('unavailable', `cannot open the database ${file}: ${reason} (${fix})`);
  }
}
