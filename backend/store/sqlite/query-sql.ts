import type { SQLInputValue } from 'node:sqlite';
import type { Filter, Query, Value } from '../../ports/index.ts';
import { collectionIdOf } from '../paths.ts';
import type { IndexSpec } from '../query-index.ts';
import { keyOf, keysOfType } from './keys.ts';
import { indexName, keyColumn, quoted, tableName } from './names.ts';

export interface Sql {
  readonly text: string;
  readonly params: readonly SQLInputValue[];
}

/** Paths are ordered segment by segment: the separator has to sort before every character that an id may hold. */
const SEPARATOR = '\u0001';

/**
 * A checked query as SQL over the table of its collection id, along the index that serves it. Rows are (parent, id), in
 * Firestore's order.
 */
export function selectSql(query: Query, index: IndexSpec | undefined): Sql {
  const { from, where, order, params } = clausesOf(query, index);
  return {
    text: `SELECT t.parent, t.id ${from} ${where} ${order} LIMIT ? OFFSET ?`,
    params: [...params, query.limit ?? -1, query.offset ?? 0],
  };
}

/** How many rows {@link selectSql} would give. */
export function countSql(query: Query, index: IndexSpec | undefined): Sql {
  const { from, where, params } = clausesOf(query, index);
  return {
    text: `SELECT count(*) FROM (SELECT 1 ${from} ${where} LIMIT ? OFFSET ?)`,
    params: [...params, query.limit ?? -1, query.offset ?? 0],
  };
}

function clausesOf(query: Query, index: IndexSpec | undefined) {
  const table = quoted(tableName(collectionIdOf(query.collection)));
  const contains = index?.fields.some(([, kind]) => kind === 'contains');
  const from =
    index === undefined
      ? `FROM ${table} t`
      : contains
        ? `FROM ${quoted(indexName(index))} i CROSS JOIN ${table} t ON t.rowid = i.doc`
        : `FROM ${table} t INDEXED BY ${quoted(indexName(index))}`;
  const alias = contains ? 'i' : 't';
  const column = (field: string): string => `${alias}.${quoted(keyColumn(field))}`;

  const conditions: string[] = [];
  const params: SQLInputValue[] = [];
  const add = (condition: string, ...values: SQLInputValue[]): void => {
    conditions.push(condition);
    params.push(...values);
  };
  if (!query.group) add(`${alias}.parent = ?`, query.collection);
  for (const filter of query.where ?? []) {
    const target = filter[1] === 'array-contains' ? 'i.member' : column(filter[0]);
    const { text, values } = conditionOf(filter, target);
    add(text, ...values);
  }
  const orders = query.orderBy ?? [];
  for (const [field] of orders) add(`${column(field)} IS NOT NULL`);
  const name = query.group ? `replace(${alias}.parent || '/' || ${alias}.id, '/', '${SEPARATOR}')` : `${alias}.id`;
  const positions: Position[] = [
    ...orders.map(([field, direction]) => ({ column: column(field), direction })),
    { column: name, direction: orders.at(-1)?.[1] ?? 'asc' },
  ];
  if (query.startAfter) {
    const cursor = after(positions, cursorKeys(query, query.startAfter));
    add(cursor.text, ...cursor.values);
  }
  return {
    from,
    where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '',
    order: `ORDER BY ${positions.map((one) => `${one.column} ${one.direction}`).join(', ')}`,
    params,
  };
}

interface Condition {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

/** A missing field is NULL and satisfies none of these; ranges stay within the type of their value. */
function conditionOf([, op, value]: Filter, column: string): Condition {
  if (op === '==' || op === 'array-contains') return { text: `${column} = ?`, values: [keyOf(value)] };
  if (op === 'in') {
    const values = (value as readonly Value[]).map(keyOf);
    return { text: `${column} IN (${values.map(() => '?').join(', ')})`, values };
  }
  const { first, end } = keysOfType(value);
  const upper = end === null ? { text: '', values: [] } : { text: ` AND ${column} < ?`, values: [end] };
  return { text: `${column} ${op} ? AND ${column} >= ?${upper.text}`, values: [keyOf(value), first, ...upper.values] };
}

interface Position {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

/** The name in a cursor is a text as it stands; in a group it is a path. */
const cursorKeys = (query: Query, cursor: readonly Value[]): SQLInputValue[] =>
  cursor.map((value, i) => {
    if (i < (query.orderBy?.length ?? 0)) return keyOf(value);
    return query.group ? String(value).replaceAll('/', SEPARATOR) : String(value);
  });

/** Strictly behind the position: (a > ?) OR (a = ? AND ((b > ?) OR …)), with a bound on `a` alone in front, which an index can use. */
function after(positions: readonly Position[], keys: readonly SQLInputValue[]): Condition {
  const [position, ...others] = positions;
  const [key, ...otherKeys] = keys;
  if (!position || key === undefined) return { text: 'FALSE', values: [] };
  const { column, direction } = position;
  const beyond = direction === 'asc' ? '>' : '<';
  if (otherKeys.length === 0) return { text: `${column} ${beyond} ?`, values: [key] };
  const rest = after(others, otherKeys);
  return {
    text: `${column} ${beyond}= ? AND (${column} ${beyond} ? OR (${column} = ? AND ${rest.text}))`,
    values: [key, key, key, ...rest.values],
  };
}
