import type { Doc } from '../../ports/index.ts';
import type { PathParts } from '../paths.ts';
import type { Entry } from './doc-cache.ts';

/** What will become of one document when the group is written. */
export interface StagedWrite {
  readonly path: string;
  readonly parts: PathParts;
  /** What the file holds. */
  readonly before: Entry | null;
  readonly after: Doc | null;
}

/** The commits that wait to be written together: one SQLite transaction, one promise for all of them. */
export class WriteGroup {
  readonly staged = new Map<string, StagedWrite>();
  readonly #collectionIds = new Set<string>();
  readonly #durable = Promise.withResolvers<void>();

  constructor() {
    // Whoever commits waits on it; a group that nobody waits on must not end the process.
    this.#durable.promise.catch(() => {});
  }

  /** Settles when the file has taken the group, or has refused it. */
  get durable(): Promise<void> {
    return this.#durable.promise;
  }

  stage(write: StagedWrite): void {
    this.staged.set(write.path, write);
    this.#collectionIds.add(write.parts.collectionId);
  }

  touches(collectionId: string): boolean {
    return this.#collectionIds.has(collectionId);
  }

  succeed(): void {
    this.#durable.resolve();
  }

  fail(error: Error): void {
    this.#durable.reject(error);
  }
}
