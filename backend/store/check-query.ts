import { OperationError } from '../../lib/wire/index.ts';
import type { FilterOp, Query } from '../ports/index.ts';

const RANGE_OPS: ReadonlySet<FilterOp> = new Set(['<', '<=', '>', '>=']);
const isRange = (op: FilterOp): boolean => RANGE_OPS.has(op);

/** Firestore's limit on the values of one `in`. */
const MAX_IN_VALUES = 30;

/**
 * The query with the order that Firestore implies: by the field of a range filter where no order is given.
 * @throws OperationError `invalid-argument`, with the fix, where Firestore would refuse the query
 */
export function checkedQuery(query: Query): Query {
  const range = query.orderBy ? undefined : query.where?.find(([, op]) => isRange(op));
  const checked: Query = range ? { ...query, orderBy: [[range[0], 'asc']] } : query;
  checkRules(checked);
  return checked;
}

function checkRules(query: Query): void {
  const refuse = (what: string) => new OperationError('invalid-argument', `query of ${query.collection}: ${what}`);
  const segments = query.collection.split('/');
  if (segments.includes('') || (query.group ? segments.length !== 1 : segments.length % 2 === 0)) {
    throw refuse(query.group ? 'a group is named by one segment' : 'this is no collection path');
  }
  const orders = query.orderBy ?? [];
  let ranged: string | undefined;
  let contains = 0;
  for (const [field, op, value] of query.where ?? []) {
    if (op === 'array-contains') contains++;
    if (op === 'in' && !(Array.isArray(value) && value.length > 0 && value.length <= MAX_IN_VALUES)) {
      throw refuse(`"in" takes an array of 1 to ${MAX_IN_VALUES} values`);
    }
    if (!isRange(op)) continue;
    if (value === null) throw refuse(`nothing is over or under null (${field}): compare with "==" instead`);
    if (ranged !== undefined && ranged !== field) throw refuse(`ranges on two fields (${ranged} and ${field})`);
    ranged = field;
  }
  if (contains > 1) throw refuse('at most one array-contains');
  if (ranged !== undefined && orders[0]?.[0] !== ranged) {
    throw refuse(`the range on ${ranged} needs ${ranged} as the first field of orderBy`);
  }
  if (new Set(orders.map(([field]) => field)).size < orders.length) throw refuse('orders twice by one field');
  if (query.limit !== undefined && !(Number.isInteger(query.limit) && query.limit > 0)) {
    throw refuse('limit is a whole number of at least 1');
  }
  if (query.offset !== undefined && !(Number.isInteger(query.offset) && query.offset >= 0)) {
    throw refuse('offset is a whole number of at least 0');
  }
  if (query.startAfter?.length === 0) throw refuse('startAfter needs at least one value');
  if ((query.startAfter?.length ?? 0) > orders.length + 1) {
    throw refuse('startAfter has more values than orderBy has fields (plus the document id)');
  }
}
