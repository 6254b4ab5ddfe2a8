import type { TestProject } from 'vitest/node';
import { findFirestore, startFirestore } from '../firestore/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of the Firestore emulator that the tests share, or why there is none. */
    firestore: { readonly host: string } | { readonly reason: string };
  }
}

/** Starts one Firestore emulator for all tests that need it, where there is one; returns how to stop it. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const source = findFirestore();
  if (source.kind === 'none') {
    project.provide('firestore', { reason: source.reason });
    return undefined;
  }
  const running = await startFirestore();
  // The next project that asks finds this one.
  process.env.FIRESTORE_EMULATOR_HOST = running.host;
  project.provide('firestore', { host: running.host });
  return () => running.stop();
}
