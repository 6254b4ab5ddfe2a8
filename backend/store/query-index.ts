import { OperationError } from '../../lib/wire/index.ts';
import type { Query } from '../ports/index.ts';
import { collectionIdOf } from './paths.ts';

/** One field of an index: ordered, or the members of an array. */
export type IndexField = readonly [field: string, kind: 'asc' | 'desc' | 'contains'];

/** An index that queries can ask for. Fields for equality come first, then those of `orderBy` with their directions. */
export interface IndexSpec {
  /** The last segment of the collection path. */
  readonly collection: string;
  /** Serves queries over every collection of that id, not over one collection. */
  readonly group?: true;
  readonly fields: readonly IndexField[];
}

/**
 * The index that serves a query: its first fields are, in any order, those that the query compares for equality; the others are exactly its
 * `orderBy`. Undefined where the query needs none (whole collection in order of id).
 * @throws OperationError `failed-precondition`, as Firestore does, with the line to add
 */
export function indexFor(query: Query, specs: readonly IndexSpec[]): IndexSpec | undefined {
  const { equal, contains, ordered } = shapeOf(query);
  if (equal.length + contains.length + ordered.length === 0) return undefined;
  const collection = collectionIdOf(query.collection);
  const matched = equal.length + contains.length;
  const found = specs.find(
    (spec) =>
      spec.collection === collection &&
      (spec.group ?? false) === (query.group ?? false) &&
      spec.fields.length === matched + ordered.length &&
      spec.fields
        .slice(0, matched)
        .every(([field, kind]) => (kind === 'contains' ? contains : equal).includes(field)) &&
      spec.fields.slice(matched).every(([field, kind], i) => ordered[i]?.[0] === field && ordered[i]?.[1] === kind),
  );
  if (found) return found;
  const fields = [...contains.map((f) => [f, 'contains']), ...equal.map((f) => [f, 'asc']), ...ordered];
  const missing = { collection, ...(query.group && { group: true }), fields };
  throw new OperationError(
    'failed-precondition',
    `the query of ${query.collection} has no index: add ${JSON.stringify(missing)} to backend/store/indexes.ts`,
  );
}

function shapeOf(query: Query) {
  const where = query.where ?? [];
  const orders = query.orderBy ?? [];
  const isOrdered = (field: string) => orders.some(([one]) => one === field);
  const same = where.filter(([field, op]) => op === '==' || (op === 'in' && !isOrdered(field)));
  const equal = [...new Set(same.map(([field]) => field))];
  return {
    equal,
    contains: where.filter(([, op]) => op === 'array-contains').map(([field]) => field),
    ordered: orders.filter(([field]) => !equal.includes(field)),
  };
}
