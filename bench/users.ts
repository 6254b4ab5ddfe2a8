/**
 * 7,800 users of the real mix against a server of constant time, as a crowd and as classic VUs (`--users-per-vu 1`) in turns: memory, the latency that the
 * generator itself makes, and schedule lag.
 *
 *   node bench/users.ts [rounds, default 3] [seconds of each run, default 60]
 */
import { startConstantTarget } from './generator/constant-target.ts';
import { mixScenario, planFile } from './generator/files.ts';
import { mixPlan } from './generator/plans.ts';
import { runK6 } from './generator/run-k6.ts';

const [rounds = 3, seconds = 60] = process.argv.slice(2).map(Number);
const script = await mixScenario();
using crowd = planFile(mixPlan(seconds));
using classic = planFile(mixPlan(seconds, { usersPerVu: 1 }));
using target = await startConstantTarget();
console.log('| users | requests/s | memory | CPU a request | p50 | p95 | p99 | lag p95 |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (let round = 0; round < rounds; round++) {
  for (const [name, plan] of [
    ['as a crowd', crowd],
    ['as VUs', classic],
  ] as const) {
    const window = [0.25 * seconds, 0.85 * seconds] as const;
    const { rate, cpuPerRequest, peakMib, latency, lag } = await runK6(target, {
      ...{ script, env: { PLAN: plan.path }, as: 'recorded', window },
    });
    const ms = (value?: number) => `${value?.toFixed(1)} ms`;
    console.log(
      `| ${name} | ${rate.toFixed(0)} | ${peakMib.toFixed(0)} MiB | ${cpuPerRequest.toFixed(0)} µs | ${ms(latency?.p50)} | ${ms(latency?.p95)} | ${ms(latency?.p99)} | ${ms(lag?.p95)} |`,
    );
  }
}
