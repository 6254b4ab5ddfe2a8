/**
 * The process that the kill test kills: writes documents to the SQLite file of its argument until it dies, many at a time, and prints the
 * name of each once it is acknowledged.
 */
import { writeSync } from 'node:fs';
import { SqliteStore } from './index.ts';

const store = new SqliteStore(process.argv[2] ?? '', { now: () => Date.now() });
for (let n = 0; ; n += 20) {
  await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const id = `d${n + i}`;
      await store.transaction(async (tx) => {
        await tx.get(`totals/${i}`);
        tx.create(`docs/${id}`, { n: n + i, text: 'x'.repeat(200) });
        tx.set(`totals/${i}`, { last: n + i });
      });
      writeSync(1, `${id}\n`);
    }),
  );
}
