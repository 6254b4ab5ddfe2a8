import { existsSync, statSync } from 'node:fs';
import type { Clock, Store } from '../../ports/index.ts';
import { SqliteStore } from '../../store/index.ts';

export interface OpenedStore {
  readonly store: Store;
  /** Bytes that the stored documents take, where the store can tell. */
  readonly storedBytes?: () => number;
}

export interface StorePlace {
  /** SQLite file. */
  readonly db: string;
  /** Project id of a Cloud Firestore, which then holds the documents instead. */
  readonly firestore?: string | undefined;
}

/** Opens what holds the documents. `FIRESTORE_EMULATOR_HOST` names the emulator of a project, as for Google's own libraries. */
export async function openStore({ db, firestore }: StorePlace, clock: Clock): Promise<OpenedStore> {
  if (firestore === undefined) return { store: new SqliteStore(db, clock), storedBytes: () => bytesOf(db) };
  const { openFirestore } = await import('../../store/firestore/index.ts');
  const emulator = process.env.FIRESTORE_EMULATOR_HOST || undefined;
  return { store: openFirestore({ project: firestore, emulator }) };
}

/** What the database takes on disk, with what is not yet merged into it. */
const bytesOf = (file: string): number =>
  [file, `${file}-wal`].reduce((sum, one) => sum + (existsSync(one) ? statSync(one).size : 0), 0);
