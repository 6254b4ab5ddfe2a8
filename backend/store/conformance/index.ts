import { describe } from 'vitest';
import type { IndexSpec } from '../query-index.ts';
import { listenerCases } from './listeners.ts';
import { queryCases } from './queries.ts';
import { transactionCases } from './transactions.ts';
import type { StoreFactory } from './types.ts';
import { writeCases } from './writes.ts';

export type { StoreFactory, StoreUnderTest } from './types.ts';

/** The query shapes that the cases use; an adapter under test is opened with them. */
export const CONFORMANCE_INDEXES: readonly IndexSpec[] = [
  { collection: 'people', fields: [['age', 'asc']] },
  { collection: 'people', fields: [['age', 'desc']] },
  { collection: 'people', fields: [['city', 'asc']] },
  { collection: 'people', fields: [['score', 'asc']] },
  { collection: 'people', fields: [['address.zip', 'asc']] },
  { collection: 'people', fields: [['tags', 'contains']] },
  {
    collection: 'people',
    fields: [
      ['city', 'asc'],
      ['age', 'asc'],
    ],
  },
  {
    collection: 'people',
    fields: [
      ['tags', 'contains'],
      ['age', 'desc'],
    ],
  },
  {
    collection: 'people',
    fields: [
      ['city', 'asc'],
      ['age', 'desc'],
      ['score', 'asc'],
    ],
  },
  { collection: 'messages', fields: [['at', 'asc']] },
  { collection: 'messages', group: true, fields: [['at', 'asc']] },
];

/** What every adapter of the `Store` port does alike. Each adapter's own test calls this with a way to make an empty store. */
export function describeStore(name: string, makeStore: StoreFactory): void {
  describe(`${name} conforms to the Store port`, () => {
    writeCases(makeStore);
    queryCases(makeStore);
    transactionCases(makeStore);
    listenerCases(makeStore);
  });
}
