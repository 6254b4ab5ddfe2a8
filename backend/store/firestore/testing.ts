import { randomUUID } from 'node:crypto';
import { beforeEach, inject, type TestContext } from 'vitest';
import { describeStore, type Part } from '../conformance/index.ts';
import { type FirestoreOptions, openFirestore } from './open.ts';

/** Skips every test of the file where there is no emulator, with the reason. */
export function needsFirestore(): void {
  const found = inject('firestore');
  beforeEach((context: TestContext) => {
    if ('reason' in found) context.skip(found.reason);
  });
}

/** An empty database of the shared emulator: each project id has its own. */
export function emptyProject(): FirestoreOptions {
  const found = inject('firestore');
  if ('reason' in found) throw new Error(found.reason);
  return { project: `demo-${randomUUID()}`, emulator: found.host };
}

/** A part of the conformance suite on the emulator, which keeps documents locked for transactions that have read them. */
export function describeFirestore(part: Part): void {
  needsFirestore();
  describeStore(
    'FirestoreStore',
    { contention: 'locks' },
    async () => {
      const store = openFirestore(emptyProject());
      return { store, now: { ms: Date.now(), toleranceMs: 60_000 }, close: () => store.close() };
    },
    [part],
  );
}
