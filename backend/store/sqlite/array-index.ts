import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { DocData, Value } from '../../ports/index.ts';
import type { PathParts } from '../paths.ts';
import type { IndexSpec } from '../query-index.ts';
import { canonicalText, fieldOf } from '../values.ts';
import { keyOf } from './keys.ts';
import { indexName, keyColumn, quoted } from './names.ts';

/**
 * An index over the members of an array field: one row per document and member in a table of its own, beside the other fields of the
 * index, so that `array-contains` is a search as any other.
 */
export class ArrayIndex {
  readonly table: string;
  readonly #member: string;
  readonly #others: readonly string[];
  readonly #insert: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: DatabaseSync, spec: IndexSpec) {
    this.table = indexName(spec);
    const others = spec.fields.filter(([, kind]) => kind !== 'contains');
    this.#member = spec.fields.find(([, kind]) => kind === 'contains')?.[0] ?? '';
    this.#others = others.map(([field]) => field);
    const columns = others.map(([field]) => quoted(keyColumn(field)));
    const ordered = others.map(([field, kind]) => `${quoted(keyColumn(field))} ${kind}`);
    const key = spec.group ? ['member', ...ordered, 'parent'] : ['parent', 'member', ...ordered];
    const last = others.at(-1)?.[1] ?? 'asc';
    db.exec(
      `CREATE TABLE IF NOT EXISTS ${quoted(this.table)}
         (parent NOT NULL, member NOT NULL, ${columns.map((column) => `${column} NOT NULL, `).join('')}
          id NOT NULL, doc NOT NULL, PRIMARY KEY (${key.join(', ')}, id ${last})) WITHOUT ROWID`,
    );
    const identity = ['parent', 'member', 'id', ...columns];
    this.#insert = db.prepare(
      `INSERT OR FAIL INTO ${quoted(this.table)} (${identity.join(', ')}, doc) VALUES (${identity.map(() => '?').join(', ')}, ?)`,
    );
    this.#remove = db.prepare(
      `DELETE FROM ${quoted(this.table)} WHERE ${identity.map((column) => `${column} = ?`).join(' AND ')}`,
    );
  }

  add(path: PathParts, data: DocData, rowid: number): void {
    for (const row of this.#rowsOf(path, data)) this.#insert.run(...row, rowid);
  }

  remove(path: PathParts, data: DocData): void {
    for (const row of this.#rowsOf(path, data)) this.#remove.run(...row);
  }

  /** Nothing where the field is no array, or where one of the other fields is missing: no query of this index would find it. */
  #rowsOf({ collection, id }: PathParts, data: DocData): SQLInputValue[][] {
    const members = fieldOf(data, this.#member);
    const others = this.#others.map((field) => keyOf(fieldOf(data, field)));
    if (!Array.isArray(members) || others.includes(null)) return [];
    const distinct = new Map((members as Value[]).map((member) => [canonicalText(member), keyOf(member)]));
    return [...distinct.values()].map((member) => [collection, member, id, ...others]);
  }
}
