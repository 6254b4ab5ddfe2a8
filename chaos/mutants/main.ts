/**
 * `npm run chaos:mutants`: plants each defect, says which check caught it, and fails where one gets away.
 *   --limit n      schedules per defect (10000)
 *   --only a,b     these defects only
 *   --seconds n    stop after about n seconds; with --state the next call goes on from there
 *   --state file   keeps what is known, so that a hunt can be made in pieces; remove it when the code has changed
 *   --write        writes docs/mutants.md, once there is a verdict on every defect
 * Exit codes: 0 all caught, 10 one got away, 13 time ran out before there was a verdict on each.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EXIT } from '../../lib/results/index.ts';
import { MUTANTS } from './catalogue/index.ts';
import { hunt } from './hunt.ts';
import type { Mutant } from './mutant.ts';
import { readState, writeState } from './state.ts';
import { mutantsTable } from './table.ts';

const { values } = parseArgs({
  options: {
    limit: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '86400' },
    only: { type: 'string' },
    state: { type: 'string' },
    write: { type: 'boolean' },
  },
});
const limit = wholeNumber('limit', values.limit);
const deadline = performance.now() + 1000 * wholeNumber('seconds', values.seconds);
const verdicts = readState(values.state);

const chosen = values.only === undefined ? MUTANTS : values.only.split(',').map(mutantOf);
const isOpen = ({ id }: Mutant): boolean => {
  const known = verdicts.get(id);
  return !known || (known.check === null && known.schedules < limit);
};
const queue = chosen.filter(isOpen);
const work = async () => {
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const seconds = (deadline - performance.now()) / 1000;
    if (seconds <= 0) return;
    const from = (verdicts.get(mutant.id)?.schedules ?? 0) + 1;
    const verdict = await hunt(mutant, { from, limit, seconds });
    verdicts.set(mutant.id, verdict);
    writeState(values.state, verdicts);
    if (verdict.check) console.log(`✓ ${mutant.id}: caught by ${verdict.check} after ${verdict.schedules}`);
    else console.log(`${isOpen(mutant) ? '…' : '✗'} ${mutant.id}: not caught by ${verdict.schedules} schedules`);
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, work));

const open = chosen.filter(isOpen);
const caught = chosen.filter(({ id }) => verdicts.get(id)?.check);
console.log(`${caught.length} of ${chosen.length} planted defects caught, ${open.length} without a verdict`);
if (values.write) {
  const missing = MUTANTS.filter(isOpen).map(({ id }) => id);
  if (missing.length > 0) console.error(`docs/mutants.md is not written: no verdict yet on ${missing.join(', ')}`);
  else writeFileSync(fileURLToPath(new URL('../../docs/mutants.md', import.meta.url)), mutantsTable(verdicts));
}
process.exitCode = open.length > 0 ? EXIT.inconclusive : caught.length < chosen.length ? EXIT.breach : EXIT.pass;

function mutantOf(id: string): Mutant {
  const mutant = MUTANTS.find((candidate) => candidate.id === id);
  if (mutant) return mutant;
  throw new Error(`there is no mutant "${id}": give some of ${MUTANTS.map((one) => one.id).join(', ')}`);
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${option} ${text}: give a whole number of at least 1`);
}
