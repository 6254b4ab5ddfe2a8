/**
 * How the tick, users per VU and number of VUs trade off: the whole mix against a server of constant time, each shape once a round.
 *
 *   node bench/crowd-shape.ts [rounds, default 1] [seconds of each run, default 30]
 */
import { startConstantTarget } from './generator/constant-target.ts';
import { mixScenario, planFile } from './generator/files.ts';
import { mixPlan } from './generator/plans.ts';
import { runK6 } from './generator/run-k6.ts';

/** undefined: the rule of `lib/plan/crowd-shape.ts`. */
const USERS_PER_VU = [undefined, 100, 400, 1600, 5000];
const TICKS_MS = [5, 10, 20, 50];

const [rounds = 1, seconds = 30] = process.argv.slice(2).map(Number);
const script = await mixScenario();
using target = await startConstantTarget();
console.log('| tick | users per VU | VUs | memory | CPU a request | p95 | p99 | lag p95 |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (let round = 0; round < rounds; round++) {
  for (const usersPerVu of USERS_PER_VU) {
    for (const tick of TICKS_MS) {
      const plan = mixPlan(seconds, usersPerVu === undefined ? {} : { usersPerVu });
      const vus = plan.groups.reduce((sum, group) => sum + group.vus, 0);
      using file = planFile(plan);
      const env = { PLAN: file.path, TICK_MS: String(tick) };
      const window = [0.25 * seconds, 0.85 * seconds] as const;
      const { peakMib, cpuPerRequest, latency, lag } = await runK6(target, { script, env, as: 'recorded', window });
      console.log(
        `| ${tick} ms | ${usersPerVu ?? 'by the rule'} | ${vus} | ${peakMib.toFixed(0)} MiB | ${cpuPerRequest.toFixed(0)} µs | ${latency?.p95.toFixed(1)} ms | ${latency?.p99.toFixed(1)} ms | ${lag?.p95.toFixed(1)} ms |`,
      );
    }
  }
}
