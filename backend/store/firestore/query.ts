import { FieldPath, type Firestore, type Query as FirestoreQuery } from '@google-cloud/firestore';
import type { Query, Value } from '../../ports/index.ts';
import { checkedQuery } from '../check-query.ts';
import { toField } from './convert.ts';

/** The port's query in Firestore's own terms, always with the document's name as the last tie-breaker. */
export function toFirestoreQuery(db: Firestore, asked: Query): FirestoreQuery {
  const query = checkedQuery(asked);
  let built: FirestoreQuery = query.group ? db.collectionGroup(query.collection) : db.collection(query.collection);
  for (const [field, op, value] of query.where ?? []) built = built.where(field, op, toField(field, value));
  const orders = query.orderBy ?? [];
  for (const [field, direction] of orders) built = built.orderBy(field, direction);
  built = built.orderBy(FieldPath.documentId(), orders.at(-1)?.[1] ?? 'asc');
  if (query.startAfter)
    built = built.startAfter(...query.startAfter.map((value, i) => cursorValue(orders[i]?.[0], value)));
  if (query.offset) built = built.offset(query.offset);
  return query.limit === undefined ? built : built.limit(query.limit);
}

const cursorValue = (field: string | undefined, value: Value): unknown => (field ? toField(field, value) : value);
