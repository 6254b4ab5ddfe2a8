import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Doc, DocData } from '../../ports/index.ts';
import type { PathParts } from '../paths.ts';
import type { IndexSpec } from '../query-index.ts';
import { fieldOf } from '../values.ts';
import { ArrayIndex } from './array-index.ts';
import type { Entry } from './doc-cache.ts';
import { keyOf } from './keys.ts';
import { indexName, keyColumn, quoted, tableName } from './names.ts';

const isContains = (spec: IndexSpec): boolean => spec.fields.some(([, kind]) => kind === 'contains');

/** The documents of all collections of one id (`messages` of every chat): rows, their key columns, their indexes. */
export class CollectionTable {
  readonly name: string;
  readonly #keyFields: readonly string[];
  readonly #arrayIndexes: readonly ArrayIndex[];
  readonly #get: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #updateKeys: StatementSync;
  readonly #delete: StatementSync;

  /** Creates the table, or brings one that an earlier version left to the indexes that are declared now. */
  constructor(db: DatabaseSync, collectionId: string, indexes: readonly IndexSpec[]) {
    const specs = indexes.filter((spec) => spec.collection === collectionId);
    const ordered = specs.filter((spec) => !isContains(spec));
    this.name = tableName(collectionId);
    this.#keyFields = [...new Set(ordered.flatMap((spec) => spec.fields.map(([field]) => field)))];
    const table = quoted(this.name);
    const keys = this.#keyFields.map((field) => quoted(keyColumn(field)));
    db.exec(
      `CREATE TABLE IF NOT EXISTS ${table}
         (rowid INTEGER PRIMARY KEY, parent TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, data TEXT NOT NULL,
          UNIQUE (parent, id))`,
    );
    const added = addMissing(db, this.name, this.#keyFields.map(keyColumn));
    for (const spec of ordered) db.exec(createIndex(spec, table));
    const contains = specs.filter(isContains);
    const known = new Set(contains.filter((spec) => exists(db, indexName(spec))).map(indexName));
    this.#arrayIndexes = contains.map((spec) => new ArrayIndex(db, spec));
    const fresh = this.#arrayIndexes.filter((index) => !known.has(index.table));

    this.#get = db.prepare(`SELECT rowid, version, data FROM ${table} WHERE parent = ? AND id = ?`);
    this.#get.setReturnArrays(true);
    const columns = ['version', 'data', ...keys, 'parent', 'id'];
    // OR FAIL: a failure rolls the whole group back anyway, and SQLite need not be able to undo the one statement.
    this.#insert = db.prepare(
      `INSERT OR FAIL INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    this.#update = db.prepare(`UPDATE OR FAIL ${table} SET version = ?, data = ? WHERE rowid = ?`);
    const assignments = ['version', 'data', ...keys].map((column) => `${column} = ?`);
    this.#updateKeys = db.prepare(`UPDATE OR FAIL ${table} SET ${assignments.join(', ')} WHERE rowid = ?`);
    this.#delete = db.prepare(`DELETE FROM ${table} WHERE rowid = ?`);
    if (added || fresh.length > 0) this.#reindex(db, table, fresh);
  }

  read(path: string, { collection, id }: PathParts): Entry | null {
    const row = this.#get.get(collection, id) as unknown as [number, string, string] | undefined;
    if (!row) return null;
    const [rowid, version, data] = row;
    return { rowid, doc: { path, id, version, data: JSON.parse(data) as DocData } };
  }

  /** Makes the row `before` into `after`; returns what is stored now. Inside the caller's SQLite transaction. */
  write(path: PathParts, before: Entry | null, after: Doc | null): Entry | null {
    if (before) for (const index of this.#arrayIndexes) index.remove(path, before.doc.data);
    if (after === null) {
      if (before) this.#delete.run(before.rowid);
      return null;
    }
    const rowid = before ? this.#overwrite(before, after) : this.#add(path, after);
    for (const index of this.#arrayIndexes) index.add(path, after.data, rowid);
    return { doc: after, rowid };
  }

  #add({ collection, id }: PathParts, { version, data }: Doc): number {
    return Number(
      this.#insert.run(version, JSON.stringify(data), ...this.#keysOf(data), collection, id).lastInsertRowid,
    );
  }

  /** Leaves the indexes alone where no key changed, which is what most updates are. */
  #overwrite({ rowid, doc: { data: before } }: Entry, { version, data }: Doc): number {
    const keys = this.#keysOf(data);
    const old = this.#keysOf(before);
    if (keys.every((key, i) => key === old[i])) this.#update.run(version, JSON.stringify(data), rowid);
    else this.#updateKeys.run(version, JSON.stringify(data), ...keys, rowid);
    return rowid;
  }

  #keysOf(data: DocData): SQLInputValue[] {
    return this.#keyFields.map((field) => keyOf(fieldOf(data, field)));
  }

  #reindex(db: DatabaseSync, table: string, arrayIndexes: readonly ArrayIndex[]): void {
    const rows = db.prepare(`SELECT rowid, parent, id, version, data FROM ${table}`).all();
    db.exec('BEGIN');
    for (const row of rows) {
      const [rowid, version, data] = [Number(row.rowid), String(row.version), JSON.parse(String(row.data)) as DocData];
      this.#updateKeys.run(version, String(row.data), ...this.#keysOf(data), rowid);
      const path = { collection: String(row.parent), collectionId: '', id: String(row.id) };
      for (const index of arrayIndexes) index.add(path, data, rowid);
    }
    db.exec('COMMIT');
  }
}

/** Adds the columns that are not there yet; whether there were any. */
function addMissing(db: DatabaseSync, table: string, columns: readonly string[]): boolean {
  const there = new Set(
    db
      .prepare(`SELECT name FROM pragma_table_info(?)`)
      .all(table)
      .map((row) => String(row.name)),
  );
  const missing = columns.filter((column) => !there.has(column));
  for (const column of missing) db.exec(`ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(column)}`);
  return missing.length > 0;
}

const exists = (db: DatabaseSync, table: string): boolean =>
  db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?`).get(table) !== undefined;

function createIndex(spec: IndexSpec, table: string): string {
  const fields = spec.fields.map(([field, kind]) => `${quoted(keyColumn(field))} ${kind}`);
  const columns = spec.group ? fields : ['parent', ...fields, `id ${spec.fields.at(-1)?.[1] ?? 'asc'}`];
  return `CREATE INDEX IF NOT EXISTS ${quoted(indexName(spec))} ON ${table} (${columns.join(', ')})`;
}
