import { describe } from 'vitest';
import type { IndexSpec } from '../query-index.ts';
import { contentionCases } from './contention.ts';
import { listenerCases } from './listeners.ts';
import { queryCases } from './queries.ts';
import { transactionCases } from './transactions.ts';
import type { StoreFactory, StoreTraits } from './types.ts';
import { writeCases } from './writes.ts';

export type { StoreFactory, StoreTraits, StoreUnderTest } from './types.ts';

/** The query shapes that the cases use; an adapter under test is opened with them. */
export const CONFORMANCE_INDEXES: readonly IndexSpec[] = [
  { collection: 'people', fields: [['age', 'asc']] },
  { collection: 'people', fields: [['age', 'desc']] },
  { collection: 'people', fields: [['city', 'asc']] },
  { collection: 'people', fields: [['expireAt', 'asc']] },
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

/** `contention`: the cases in which many want one document, which take an emulator a minute. */
export type Part = 'basics' | 'contention';

/**
 * What every adapter of the `Store` port does alike. Each adapter's own test calls this with a way to make an empty store; `parts` lets it spread the
 * cases over several files.
 */
export function describeStore(
  name: string,
  traits: StoreTraits,
  makeStore: StoreFactory,
  parts: readonly Part[] = ['basics', 'contention'],
): void {
  describe(`${name} conforms to the Store port`, () => {
    if (parts.includes('basics')) {
      writeCases(makeStore);
      queryCases(makeStore);
      transactionCases(makeStore);
      listenerCases(makeStore);
    }
    if (parts.includes('contention')) contentionCases(makeStore, traits);
  });
}
