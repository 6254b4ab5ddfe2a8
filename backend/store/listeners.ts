import type { Doc, Query } from '../ports/index.ts';
import { versionsOf } from './optimistic.ts';
import { collectionIdOf } from './paths.ts';

/** Where listeners look when something changed. */
interface Source {
  read(path: string): Doc | null;
  select(query: Query): Doc[];
}

/** Live listeners of an adapter in this process: each is called with the current state, then after each commit that changed it. */
export class Listeners {
  readonly #source: Source;
  readonly #byPath = new Map<string, Set<() => void>>();
  readonly #byCollectionId = new Map<string, Set<() => void>>();

  constructor(source: Source) {
    this.#source = source;
  }

  onDocument(path: string, changed: (doc: Doc | null) => void): () => void {
    return this.#add(
      this.#byPath,
      path,
      () => this.#source.read(path),
      (doc) => doc?.version ?? '',
      changed,
    );
  }

  onQuery(query: Query, changed: (docs: readonly Doc[]) => void): () => void {
    const id = collectionIdOf(query.collection);
    return this.#add(this.#byCollectionId, id, () => this.#source.select(query), versionsOf, changed);
  }

  /** To be called after each commit, with what it wrote. */
  notify(written: Iterable<{ readonly path: string; readonly collectionId: string }>): void {
    if (this.#byPath.size + this.#byCollectionId.size === 0) return;
    const due = new Set<() => void>();
    for (const { path, collectionId } of written) {
      for (const listener of this.#byPath.get(path) ?? []) due.add(listener);
      for (const listener of this.#byCollectionId.get(collectionId) ?? []) due.add(listener);
    }
    for (const listener of due) listener();
  }

  clear(): void {
    this.#byPath.clear();
    this.#byCollectionId.clear();
  }

  #add<V>(
    map: Map<string, Set<() => void>>,
    key: string,
    read: () => V,
    fingerprint: (value: V) => string,
    changed: (value: V) => void,
  ): () => void {
    let seen: string | undefined;
    const listener = () => {
      if (!map.get(key)?.has(listener)) return;
      const value = read();
      const print = fingerprint(value);
      if (print === seen) return;
      seen = print;
      changed(value);
    };
    const set = map.get(key) ?? new Set();
    map.set(key, set.add(listener));
    queueMicrotask(listener);
    return () => {
      set.delete(listener);
      if (set.size === 0 && map.get(key) === set) map.delete(key);
    };
  }
}
