import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MemoryStore } from '../backend/index.ts';
import type { Query, Store } from '../backend/ports/index.ts';
import { seedUsers } from '../backend/seed/seed-users.ts';
import { type IndexFile, indexFile } from '../backend/store/firestore/index-file.ts';
import { INDEXES } from '../backend/store/indexes.ts';
import { type IndexSpec, indexFor } from '../backend/store/query-index.ts';
import { drive } from './firestore-indexes/drive.ts';
import { indexFileText } from './firestore-indexes.ts';

const COMMITTED = readFileSync(join(import.meta.dirname, '..', 'firestore.indexes.json'), 'utf8');

test('the committed file is what the query shapes of the backend ask for', () => {
  expect(COMMITTED).toBe(indexFileText());
});

/** Whether Firestore, given the file, serves queries of this shape: written from Google's description, without the code that writes the file. */
function serves({ indexes, fieldOverrides }: IndexFile, { collection, group, fields }: IndexSpec): boolean {
  const scope = group ? 'COLLECTION_GROUP' : 'COLLECTION';
  const word = { asc: 'ASCENDING', desc: 'DESCENDING', contains: 'CONTAINS' } as const;
  const wanted = fields.map(([field, kind]) => `${field} ${word[kind]}`);
  if (wanted.length > 1) {
    return indexes.some(
      (one) =>
        one.collectionGroup === collection &&
        one.queryScope === scope &&
        one.fields.map((f) => `${f.fieldPath} ${'order' in f ? f.order : f.arrayConfig}`).join() === wanted.join(),
    );
  }
  const override = fieldOverrides.find((one) => one.collectionGroup === collection && one.fieldPath === fields[0]?.[0]);
  if (!override) return scope === 'COLLECTION';
  return override.indexes.some(
    (one) =>
      one.queryScope === scope && `${fields[0]?.[0]} ${'order' in one ? one.order : one.arrayConfig}` === wanted[0],
  );
}

test('every declared shape is served by the committed file', () => {
  const file = JSON.parse(COMMITTED) as IndexFile;
  expect(INDEXES.filter((spec) => !serves(file, spec))).toEqual([]);
});

test('a shape without its entry in the file is noticed, whichever it is', () => {
  for (const [i, spec] of INDEXES.entries()) {
    const file = indexFile(INDEXES.filter((_, n) => n !== i));
    // A field within one collection is served without an entry, unless it grows with every write.
    const isAutomatic = spec.fields.length === 1 && !spec.group && serves(indexFile([]), spec);
    expect({ spec, served: serves(file, spec) }).toEqual({ spec, served: isAutomatic });
  }
});

/** Admins may ask for these with Firestore's own tools; no code of the backend does. */
const FOR_PEOPLE = new Set(['auditLogs']);

test('every query that the backend issues has an index, and every index serves a query', async () => {
  const issued = new Set<IndexSpec>();
  const missing: string[] = [];
  const record = (query: Query) => {
    try {
      const spec = indexFor(query, INDEXES);
      if (spec) issued.add(spec);
    } catch (error) {
      missing.push(String(error));
    }
  };
  const clock = { now: () => Date.UTC(2026, 0, 5, 12) };
  const store = recording(new MemoryStore(clock), record);
  await seedUsers({ store, clock }, { count: 3, seed: 1 });
  await drive(store, clock);
  expect(missing).toEqual([]);
  expect(INDEXES.filter((spec) => !issued.has(spec) && !FOR_PEOPLE.has(spec.collection))).toEqual([]);
});

/** The store, with an ear on the queries that reach it. */
function recording(store: Store, record: (query: Query) => void): Store {
  const heard = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(inner, name) {
        const value: unknown = Reflect.get(inner, name, inner);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (name === 'query' || name === 'count' || name === 'listenQuery') record(args[0] as Query);
          if (name === 'transaction') {
            const [body, ...rest] = args as [(tx: object) => unknown, ...unknown[]];
            return value.call(inner, (tx: object) => body(heard(tx)), ...rest);
          }
          return value.apply(inner, args);
        };
      },
    });
  return heard(store);
}
