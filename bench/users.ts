/**
 * The users of the real mix as a crowd against a server of constant time, in turns with a hand-written script that gives each of its 7,000 swipers and writers a VU:
 * memory, the latency that the generator itself makes, and schedule lag.
 *
 *   node bench/users.ts [rounds, default 3] [seconds of each run, default 60]
 */
import { fileURLToPath } from 'node:url';
import { byHandEnv } from './generator/by-hand.ts';
import { startConstantTarget } from './generator/constant-target.ts';
import { mixScenario, planFile } from './generator/files.ts';
import { mixPlan, swipersAndWriters } from './generator/plans.ts';
import { runK6 } from './generator/run-k6.ts';

const [rounds = 3, seconds = 60] = process.argv.slice(2).map(Number);
const script = await mixScenario();
const minimal = fileURLToPath(new URL('./generator/minimal.js', import.meta.url));
using plan = planFile(mixPlan(seconds));
const BY_HAND_USERS = 7000;
const byHand = byHandEnv(swipersAndWriters(seconds, BY_HAND_USERS), BY_HAND_USERS);
using target = await startConstantTarget();
// VUs take a while to be made.
const window = [0.5 * seconds, 0.85 * seconds] as const;
const RUNS = {
  'as a crowd': () => runK6(target, { script, env: { PLAN: plan.path }, as: 'recorded', window }),
  'a VU each, by hand': () => runK6(target, { script: minimal, env: byHand, as: 'by hand, recorded', window }),
};
console.log('| users | requests/s | memory | CPU a request | p50 | p95 | p99 | lag p95 |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (let round = 0; round < rounds; round++) {
  for (const [name, run] of Object.entries(RUNS)) {
    const { rate, cpuPerRequest, peakMib, latency, lag } = await run();
    const ms = (value?: number) => (value === undefined || Number.isNaN(value) ? '–' : `${value.toFixed(1)} ms`);
    console.log(
      `| ${name} | ${rate.toFixed(0)} | ${peakMib.toFixed(0)} MiB | ${cpuPerRequest.toFixed(0)} µs | ${ms(latency?.p50)} | ${ms(latency?.p95)} | ${ms(latency?.p99)} | ${ms(lag?.p95)} |`,
    );
  }
}
