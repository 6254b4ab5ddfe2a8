import { expect, vi } from 'vitest';
import type { OperationError } from '../../../lib/wire/index.ts';
import type { Store } from '../../ports/index.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** What `serverTimestamp` should write now, in ms, with the tolerance that the adapter's clock needs. */
  readonly now: { readonly ms: number; readonly toleranceMs: number };
  close(): Promise<void>;
}

/** Where adapters may rightly differ. */
export interface StoreTraits {
  /**
   * What a write meets that hits a document which an open transaction has read: `optimistic`: it goes through and the transaction runs again;
   * `locks`: it waits until the transaction has ended. Firestore's servers do either, by the mode of the database.
   */
  readonly contention: 'optimistic' | 'locks';
}

/** Makes an empty store, opened with `CONFORMANCE_INDEXES`. */
export type StoreFactory = () => Promise<StoreUnderTest>;

/** Runs one case on a fresh store and closes it. */
export const onFresh =
  (makeStore: StoreFactory, body: (store: Store, under: StoreUnderTest) => Promise<void>) =>
  async (): Promise<void> => {
    const under = await makeStore();
    try {
      await body(under.store, under);
    } finally {
      await under.close();
    }
  };

/** The code with which a promise is refused. */
export const codeOfRefusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => expect.fail('should have been refused'),
    (error: OperationError) => error.code,
  );

/** Waits until a condition holds, giving the adapter time; fails after twenty seconds. */
export async function eventually(condition: () => boolean): Promise<void> {
  await vi.waitUntil(condition, { interval: 2, timeout: 20_000 });
}
