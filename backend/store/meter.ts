import type { Store } from '../ports/index.ts';
import { MeteredStore } from './metered-store.ts';

/** Operations as Firestore's price list counts them. */
export interface BilledOperations {
  readonly reads: number;
  readonly writes: number;
  readonly deletes: number;
}

/** What one operation of one feature has been billed. */
export interface BillingRow extends BilledOperations {
  readonly feature: string;
  readonly operation: string;
}

/** The counts that a {@link MeteredStore} adds to. */
export type BillCounter = { -readonly [K in keyof BilledOperations]: number };

/**
 * Counts what Firestore would bill, by feature and operation. A view of the store is made once for each pair, so that a call costs an addition
 * and no look-up.
 */
export class Meter {
  readonly #store: Store;
  readonly #views = new Map<string, { readonly row: BillingRow & BillCounter; readonly view: Store }>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The store, counting for this feature and operation; the same view for the same pair. */
  view(feature: string, operation: string): Store {
    const key = `${feature}\n${operation}`;
    const known = this.#views.get(key);
    if (known) return known.view;
    const row = { feature, operation, reads: 0, writes: 0, deletes: 0 };
    const view = new MeteredStore(this.#store, row);
    this.#views.set(key, { row, view });
    return view;
  }

  /** A copy of the counts so far, pairs that were billed nothing left out. */
  rows(): BillingRow[] {
    return [...this.#views.values()]
      .filter(({ row }) => row.reads + row.writes + row.deletes > 0)
      .map(({ row }) => ({ ...row }));
  }
}
