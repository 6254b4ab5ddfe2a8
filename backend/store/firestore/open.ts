import { Firestore } from '@google-cloud/firestore';
import { FirestoreStore } from './firestore-store.ts';

export interface FirestoreOptions {
  /** Project id; those that begin with `demo-` exist in emulators alone. */
  readonly project: string;
  /** `host:port` of an emulator; absent: Google's own service, with the credentials of the process's environment. */
  readonly emulator?: string | undefined;
}

/** Opens the store of a project. Nothing is sent before the first use. */
export function openFirestore({ project, emulator }: FirestoreOptions): FirestoreStore {
  const shared = { projectId: project, ignoreUndefinedProperties: true };
  if (emulator === undefined) return new FirestoreStore(new Firestore(shared));
  // The client looks for Google's metadata server before its first request, for seconds, though an emulator takes no credentials.
  process.env.METADATA_SERVER_DETECTION ??= 'none';
  return new FirestoreStore(new Firestore({ ...shared, host: emulator, ssl: false }));
}
