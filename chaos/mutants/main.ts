/** `npm run chaos:mutants [-- --limit n] [-- --only id]`: plants each defect, says which check caught it, and fails where one gets away. */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MUTANTS } from './catalogue.ts';
import { type Hunt, hunt } from './hunt.ts';
import { mutantsTable } from './table.ts';

const { values } = parseArgs({
  options: { limit: { type: 'string', default: '5000' }, only: { type: 'string' }, write: { type: 'boolean' } },
});
const chosen = MUTANTS.filter(({ id }) => values.only === undefined || id === values.only);
if (chosen.length === 0)
  throw new Error(`there is no mutant "${values.only}": ${MUTANTS.map(({ id }) => id).join(', ')}`);

const hunts: Hunt[] = [];
const queue = [...chosen];
const work = async () => {
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const result = await hunt(mutant, Number(values.limit));
    hunts.push(result);
    const outcome = result.caughtBy
      ? `caught by ${result.caughtBy} after ${result.schedules}`
      : `GOT AWAY after ${result.schedules}`;
    console.log(`${result.caughtBy ? '✓' : '✗'} ${mutant.id}: ${outcome}`);
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, work));

const escaped = hunts.filter(({ caughtBy }) => caughtBy === null);
console.log(`${hunts.length - escaped.length} of ${hunts.length} planted defects were caught`);
if (values.write) {
  const order = new Map(MUTANTS.map(({ id }, i) => [id, i]));
  hunts.sort((a, b) => (order.get(a.mutant.id) ?? 0) - (order.get(b.mutant.id) ?? 0));
  writeFileSync(fileURLToPath(new URL('../../docs/mutants.md', import.meta.url)), mutantsTable(hunts));
}
process.exitCode = escaped.length > 0 ? 10 : 0;
