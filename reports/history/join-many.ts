/** The process that the tests run many of at once, and kill: joins made-up runs to the history of its first argument and prints the id of each that is in it. */
import { writeSync } from 'node:fs';
import { madeRun } from '../testing/known-run.ts';
import { HistoryStore } from './index.ts';

const [path = '', name = '', count = '1'] = process.argv.slice(2);
const made = madeRun({ density: 0.1 });
using store = new HistoryStore(path);
for (let n = 0; n < Number(count); n++) {
  const runId = `${name}-${n}`;
  store.join({ ...made, record: { ...made.record, runId } });
  writeSync(1, `${runId}\n`);
}
