import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { OperationError } from '../../../lib/wire/index.ts';
import {
  deleteField,
  type Filter,
  increment,
  ManualClock,
  type Query,
  type Sentinel,
  type Store,
  serverTimestamp,
  type Value,
  type Writer,
} from '../../ports/index.ts';
import { MemoryStore } from '../memory-store.ts';
import type { IndexField, IndexSpec } from '../query-index.ts';
import { SqliteStore } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-property-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

/** Each shape: how many of its leading fields are compared for equality; the others are ordered. */
const SHAPES: readonly { readonly equal: number; readonly fields: readonly IndexField[] }[] = [
  { equal: 0, fields: [] },
  { equal: 0, fields: [['a', 'asc']] },
  { equal: 0, fields: [['a', 'desc']] },
  { equal: 0, fields: [['m.x', 'asc']] },
  { equal: 1, fields: [['b', 'asc']] },
  { equal: 1, fields: [['tags', 'contains']] },
  { equal: 1, fields: [['b', 'asc'], ['a', 'desc']] }, // biome-ignore format: one shape a line
  { equal: 1, fields: [['tags', 'contains'], ['a', 'asc']] }, // biome-ignore format: one shape a line
  { equal: 0, fields: [['a', 'desc'], ['b', 'asc']] }, // biome-ignore format: one shape a line
  { equal: 2, fields: [['a', 'asc'], ['b', 'asc']] }, // biome-ignore format: one shape a line
];
const indexes: readonly IndexSpec[] = SHAPES.filter(({ fields }) => fields.length > 0).flatMap(({ fields }) => [
  { collection: 'docs', fields },
  { collection: 'docs', group: true, fields },
]);

/** Mostly from a small pool, so that documents tie and cursors and filters hit. */
const scalar: fc.Arbitrary<Value> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Value>(null, false, true, 0, 1, 1.5, 'a', 'b', '\u{1d11e}', '\uffee') },
  // Adding 0 makes 0 of -0, which JSON does not know.
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0) },
  { weight: 1, arbitrary: fc.constantFrom('', 'a/b', "o'x") },
);
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }) },
);
const sentinel: fc.Arbitrary<Sentinel> = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map(increment),
  fc.constant(serverTimestamp()),
  fc.constant(deleteField()),
);
const data = fc.record(
  {
    a: fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: sentinel }),
    b: fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: sentinel }),
    m: value,
    tags: fc.array(scalar, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const path = fc
  .tuple(fc.constantFrom('docs', 'docs/1/docs', 'docs-2/1/docs', 'other'), fc.constantFrom('1', '2', '3', 'é', 'a-b'))
  .map((parts) => parts.join('/'));
const write = fc.oneof(
  fc.tuple(fc.constant('create' as const), path, data),
  fc.tuple(fc.constant('set' as const), path, data),
  fc.tuple(fc.constant('update' as const), path, data),
  fc.tuple(fc.constant('delete' as const), path, fc.constant({})),
);
const dense = fc.record({ a: scalar, b: fc.constantFrom(0, 'a'), m: value, tags: fc.array(scalar, { maxLength: 3 }) });
const seeds = fc.array(fc.tuple(fc.constant('set' as const), path, dense), { minLength: 8, maxLength: 16 });
const batch = fc.array(write, { minLength: 1, maxLength: 4 });

const query: fc.Arbitrary<Query> = fc
  .record({
    shape: fc.constantFrom(...SHAPES),
    group: fc.boolean(),
    values: fc.array(scalar, { minLength: 8, maxLength: 8 }),
    isIn: fc.boolean(),
    range: fc.option(fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const)),
    cursor: fc.nat({ max: 3 }),
    page: fc.record({ limit: fc.integer({ min: 1, max: 5 }), offset: fc.nat({ max: 2 }) }, { requiredKeys: [] }),
  })
  .map(({ shape: { equal, fields }, group, values, isIn, range, cursor, page }) => {
    const take = (i: number): Value => values[i % values.length] ?? null;
    const orderBy = fields.slice(equal) as unknown as NonNullable<Query['orderBy']>;
    const where: Filter[] = fields.slice(0, equal).map(([field, kind], i) => {
      if (kind === 'contains') return [field, 'array-contains', take(i)];
      return isIn ? [field, 'in', [take(i), take(i + 2)]] : [field, '==', take(i)];
    });
    const bound = take(3);
    if (range && orderBy[0] && bound !== null) where.push([orderBy[0][0], range, bound]);
    const positions = [...orderBy.map((_, i) => take(i + 4)), group ? 'docs/1/docs/2' : '2'];
    const startAfter = positions.slice(0, cursor);
    return {
      collection: 'docs',
      ...(group && { group }),
      where,
      orderBy,
      ...page,
      ...(startAfter.length > 0 && { startAfter }),
    };
  });

function apply(writer: Writer, [type, at, fields]: readonly ['create' | 'set' | 'update' | 'delete', string, object]) {
  if (type === 'delete') writer.delete(at);
  else writer[type](at, fields as Parameters<Writer['set']>[1]);
}
const outcome = (promise: Promise<void>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: OperationError) => `${error.code}: ${error.message}`,
  );
const seen = async (store: Store, one: Query) => ({
  docs: (await store.query(one)).map((doc) => ({ path: doc.path, id: doc.id, data: doc.data })),
  count: await store.count(one),
});

test('SQLite and memory agree on the outcome of any writes and on the answer to any query', async () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.array(batch, { minLength: 1, maxLength: 3 }) },
    { weight: 2, arbitrary: query },
  );
  await fc.assert(
    fc.asyncProperty(
      seeds,
      fc.array(step, { maxLength: 20 }),
      fc.constantFrom(2, 100),
      async (first, rest, cachedDocuments) => {
        const clock = new ManualClock(1_000);
        const memory = new MemoryStore(clock, { indexes });
        const sqlite = new SqliteStore(join(folder, `${++files}.db`), clock, { indexes, cachedDocuments });
        const steps: readonly unknown[] = [[first], ...rest];
        try {
          for (const one of steps) {
            if (!Array.isArray(one)) {
              expect(await seen(sqlite, one as Query)).toEqual(await seen(memory, one as Query));
              continue;
            }
            const commit = (store: Store) =>
              Promise.all(
                (one as (readonly (readonly ['create' | 'set' | 'update' | 'delete', string, object])[])[]).map(
                  (writes) => outcome(store.batch((writer) => writes.forEach((each) => void apply(writer, each)))),
                ),
              );
            expect(await commit(sqlite)).toEqual(await commit(memory));
          }
          for (const doc of memory.dump()) expect((await sqlite.get(doc.path))?.data).toEqual(doc.data);
        } finally {
          await sqlite.close();
        }
      },
    ),
    { numRuns: 60 },
  );
});
