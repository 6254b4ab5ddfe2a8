/** Runs schedules from seed 1 until one fails; prints what failed as JSON. Started by `hunt` with a mutant planted. */
import { scheduleFor } from '../simulation/generate.ts';
import { judge } from '../simulation/judge.ts';

const limit = Number(process.argv[2]);
let result: object = { check: null, schedules: limit, message: '' };
// Code with a planted defect may reject where nobody listens; that alone is no finding.
process.on('unhandledRejection', () => {});
for (let seed = 1; seed <= limit; seed++) {
  const { failure } = await judge(scheduleFor(seed));
  if (!failure) continue;
  result = { check: failure.check, schedules: seed, message: failure.violation.message };
  break;
}
process.stdout.write(JSON.stringify(result));
process.exit(0);
