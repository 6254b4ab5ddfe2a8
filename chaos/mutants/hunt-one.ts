/** Runs schedules from one seed on until one fails; says what failed as JSON. Started by `hunt` with a mutant planted. */
import { scheduleFor } from '../simulation/generate.ts';
import { judge } from '../simulation/judge.ts';
import type { HuntTask, HuntVerdict } from './hunt.ts';

const { from, limit, seconds } = JSON.parse(process.argv[2] ?? '') as HuntTask;
const until = performance.now() + seconds * 1000;
Error.stackTraceLimit = 0;
// Code with a planted defect may reject where nobody listens; that alone is no finding.
process.on('unhandledRejection', () => {});

let verdict: HuntVerdict = { check: null, schedules: from - 1, message: '' };
for (let seed = from; seed <= limit && performance.now() < until && verdict.check === null; seed++) {
  const { failure } = await judge(scheduleFor(seed));
  verdict = { check: failure?.check ?? null, schedules: seed, message: failure?.violation.message ?? '' };
}
process.stdout.write(JSON.stringify(verdict));
process.exit(0);
