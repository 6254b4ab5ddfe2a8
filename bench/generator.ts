/**
 * What a loadgate scenario costs beside a minimal hand-written k6 script that sends the same requests, and what recording samples costs: runs that take
 * turns against a server of constant time. Each is run as it is used: the scenario as loadgate runs k6, the script with `k6 run`, one VU a user.
 *
 * - restless: few users who never rest, so that the price of a request is all that counts; the script once more with the same collection of garbage.
 * - the mix: 7,000 users who rest as the swipers and writers of the 10K workload do, which is what such a script would be written for.
 *
 *   node bench/generator.ts [rounds, default 5] [seconds of each restless run, default 16] [restless users, default 280]
 */
import { fileURLToPath } from 'node:url';
import { byHandEnv } from './generator/by-hand.ts';
import { startConstantTarget } from './generator/constant-target.ts';
import { mixScenario, planFile } from './generator/files.ts';
import { restlessPlan, swipersAndWriters } from './generator/plans.ts';
import { type K6Result, runK6 } from './generator/run-k6.ts';
import { spread } from './generator/statistics.ts';

const [rounds = 5, seconds = 16, users = 280, vus = 4] = process.argv.slice(2).map(Number);
const minimal = fileURLToPath(new URL('./generator/minimal.js', import.meta.url));
const scenario = await mixScenario();
using plan = planFile(restlessPlan(seconds, users, vus));
using target = await startConstantTarget();
const window = [0.3 * seconds, 0.85 * seconds] as const;
/** Long enough for k6 to make 7,000 VUs first. */
const MIX_SECONDS = 60;
const MIX_USERS = 7000;
using mix = planFile(swipersAndWriters(MIX_SECONDS, MIX_USERS));
const mixWindow = [0.55 * MIX_SECONDS, 0.9 * MIX_SECONDS] as const;
const mixScript = byHandEnv(mix.plan, MIX_USERS);
const byHand = { script: minimal, as: 'by hand', window } as const;
const script = { SECONDS: String(seconds), USERS: String(users) };
const ours = { script: scenario, env: { PLAN: plan.path }, window };

const runs = {
  minimal: () => runK6(target, { ...byHand, env: script }),
  loadgate: () => runK6(target, { ...ours, as: 'unrecorded' }),
  recorded: () => runK6(target, { ...ours, as: 'recorded' }),
  'minimal, same GC': () => runK6(target, { ...byHand, env: { ...script, GOGC: '400' } }),
  'mix by hand': () => runK6(target, { ...byHand, env: mixScript, window: mixWindow }),
  'mix, loadgate': () =>
    runK6(target, { script: scenario, env: { PLAN: mix.path }, window: mixWindow, as: 'unrecorded' }),
};
type Name = keyof typeof runs;
const names = Object.keys(runs) as Name[];
const results = Object.fromEntries(names.map((name) => [name, [] as K6Result[]])) as Record<Name, K6Result[]>;
for (let round = 0; round < rounds; round++) {
  for (const name of names) {
    const result = await runs[name]();
    results[name].push(result);
    const { rate, cpuPerRequest, peakMib } = result;
    console.log(
      `${name.padEnd(16)} ${rate.toFixed(0).padStart(6)} requests/s, ${cpuPerRequest.toFixed(0)} µs of CPU each, ${peakMib.toFixed(0)} MiB`,
    );
  }
}

const ratio = (above: Name, below: Name, of: (result: K6Result) => number) =>
  spread(results[above].map((result, i) => of(result) / of(results[below][i] ?? result)));
const rateOf = ({ rate }: K6Result) => rate;
const costOf = ({ cpuPerRequest }: K6Result) => cpuPerRequest;
for (const [above, below] of [
  ['loadgate', 'minimal'],
  ['loadgate', 'minimal, same GC'],
  ['recorded', 'loadgate'],
  ['mix, loadgate', 'mix by hand'],
] as const) {
  console.log(
    `${above} / ${below}: throughput ${ratio(above, below, rateOf)}, requests for the same CPU time ${ratio(below, above, costOf)}`,
  );
}
