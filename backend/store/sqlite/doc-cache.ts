import type { Doc } from '../../ports/index.ts';

/** A stored document, parsed, with the row that holds it. */
export interface Entry {
  readonly doc: Doc;
  readonly rowid: number;
}

/**
 * The most recently used documents, so that hot reads neither ask SQLite nor parse JSON. Two generations instead of a linked list: what is
 * used moves into the young one; when that is full it becomes the old one, and what was not used since is gone. Null says that there is no
 * such document.
 */
export class DocCache {
  readonly #capacity: number;
  #young = new Map<string, Entry | null>();
  #old = new Map<string, Entry | null>();

  /** Holds between half of `capacity` and `capacity` documents once it is full. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Undefined where the cache does not know. */
  get(path: string): Entry | null | undefined {
    const entry = this.#young.get(path);
    if (entry !== undefined) return entry;
    const older = this.#old.get(path);
    if (older !== undefined) this.set(path, older);
    return older;
  }

  set(path: string, entry: Entry | null): void {
    this.#young.set(path, entry);
    if (this.#young.size * 2 < this.#capacity) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
}
