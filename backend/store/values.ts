import type { DocData, Filter, Query, Sentinel, Value, WriteData } from '../ports/index.ts';
import { comparePaths, compareText } from './text.ts';

export const isSentinel = (value: Value | Sentinel): value is Sentinel =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && '$op' in value;

/** The document that a write leaves: `base` with the fields of `data` laid over it and its sentinels computed. */
export function applyWrite(base: DocData, data: WriteData, now: number): DocData {
  const result: Record<string, Value> = { ...base };
  for (const field of Object.keys(data)) {
    const value = data[field];
    if (value === undefined) continue;
    if (!isSentinel(value)) result[field] = value;
    else if (value.$op === 'deleteField') delete result[field];
    else if (value.$op === 'serverTimestamp') result[field] = now;
    else result[field] = (typeof base[field] === 'number' ? (base[field] as number) : 0) + value.by;
  }
  return result;
}

/** A field by its dotted path; undefined where a step is missing. */
export function fieldOf(data: DocData, path: string): Value | undefined {
  if (!path.includes('.')) return own(data, path);
  let value: Value | undefined = data;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = own(value as DocData, key);
  }
  return value;
}

const own = (data: DocData, key: string): Value | undefined => (Object.hasOwn(data, key) ? data[key] : undefined);

const RANK = { null: 0, boolean: 1, number: 2, string: 3, array: 4, map: 5 };
const rankOf = (value: Value): number => {
  if (value === null) return RANK.null;
  if (Array.isArray(value)) return RANK.array;
  return RANK[typeof value as 'boolean' | 'number' | 'string'] ?? RANK.map;
};

/** Firestore's order of types (null < booleans < numbers < strings < arrays < maps); arrays and maps by {@link canonicalText}. */
export function compareValues(a: Value, b: Value): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0 || a === null) return rank;
  if (typeof a === 'string') return compareText(a, b as string);
  if (typeof a === 'object') return compareText(canonicalText(a), canonicalText(b));
  const other = b as typeof a;
  return a < other ? -1 : a > other ? 1 : 0;
}

/** JSON with the keys of maps in order: equal values have equal texts. */
export function canonicalText(value: Value): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return JSON.stringify(value, (_key, inner: Value) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b)))
      : inner,
  );
}

/** Whether a document satisfies one filter; a missing field satisfies none, and ranges match within one type only. */
export function matches(data: DocData, [field, op, wanted]: Filter): boolean {
  const value = fieldOf(data, field);
  if (value === undefined) return false;
  if (op === 'in') return Array.isArray(wanted) && wanted.some((one) => compareValues(value, one) === 0);
  if (op === 'array-contains') return Array.isArray(value) && value.some((one) => compareValues(one, wanted) === 0);
  if (op === '==') return compareValues(value, wanted) === 0;
  if (rankOf(value) !== rankOf(wanted)) return false;
  const order = compareValues(value, wanted);
  return op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '>' ? order > 0 : order >= 0;
}

interface Row {
  readonly id: string;
  readonly path: string;
  readonly data: DocData;
}

/** Filters, orders and pages documents as Firestore would; those without an ordered field are left out. */
export function runQuery<R extends Row>(rows: Iterable<R>, query: Query): R[] {
  const orders = query.orderBy ?? [];
  const kept: R[] = [];
  for (const row of rows) {
    if (
      (query.where ?? []).every((filter) => matches(row.data, filter)) &&
      orders.every(([field]) => fieldOf(row.data, field) !== undefined)
    ) {
      kept.push(row);
    }
  }
  const nameOf = (row: R): string => (query.group ? row.path : row.id);
  const compareNames = query.group ? comparePaths : compareText;
  const position = (row: R): Value[] => [...orders.map(([field]) => fieldOf(row.data, field) as Value), nameOf(row)];
  const compare = (a: readonly Value[], b: readonly Value[]): number => {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const [left, right] = [a[i] as Value, b[i] as Value];
      const order = i < orders.length ? compareValues(left, right) : compareNames(String(left), String(right));
      if (order !== 0) return (orders[i] ?? orders.at(-1))?.[1] === 'desc' ? -order : order;
    }
    return 0;
  };
  kept.sort((a, b) => compare(position(a), position(b)));
  const { startAfter } = query;
  const after =
    startAfter === undefined
      ? kept
      : kept.filter((row) => compare(position(row).slice(0, startAfter.length), startAfter) > 0);
  const from = query.offset ?? 0;
  return after.slice(from, query.limit === undefined ? undefined : from + query.limit);
}
