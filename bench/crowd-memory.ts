/**
 * 1,000,000 concurrent users, each with its own identity, token and state, who swipe every 300 to 400 s: the generator's memory and schedule lag.
 *
 *   node bench/crowd-memory.ts [users, default 1000000] [seconds, default 90]
 */
import { startConstantTarget } from './generator/constant-target.ts';
import { mixScenario, planFile } from './generator/files.ts';
import { restingPlan } from './generator/plans.ts';
import { runK6 } from './generator/run-k6.ts';

const [users = 1_000_000, seconds = 90] = process.argv.slice(2).map(Number);
using plan = planFile(restingPlan(seconds, users));
using target = await startConstantTarget();
const { rate, peakMib, latency, lag } = await runK6(target, {
  ...{ script: await mixScenario(), env: { PLAN: plan.path }, as: 'recorded', window: [0.3 * seconds, 0.85 * seconds] },
});
console.log(
  `${users.toLocaleString('en')} users: ${peakMib.toFixed(0)} MiB, ${rate.toFixed(0)} requests/s, p95 ${latency?.p95.toFixed(1)} ms, lag p95 ${lag?.p95.toFixed(1)} ms`,
);
