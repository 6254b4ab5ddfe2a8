/**
 * What a loadgate scenario costs beside a minimal hand-written k6 script that sends the same requests, and what recording samples costs: three runs that
 * take turns against a server of constant time, each with the same number of users who never rest.
 *
 *   node bench/generator.ts [rounds, default 5] [seconds of each run, default 16] [users, default 280]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleOf, bundleScenarios } from '../scripts/bundle-scenarios.ts';
import { startConstantTarget } from './generator/constant-target.ts';
import { restlessPlan } from './generator/plans.ts';
import { type K6Result, runK6 } from './generator/run-k6.ts';
import { spread } from './generator/statistics.ts';

const [rounds = 5, seconds = 16, users = 280, vus = 8] = process.argv.slice(2).map(Number);
const minimal = fileURLToPath(new URL('./generator/minimal.js', import.meta.url));
const scenario = bundleOf(await bundleScenarios(), 'mixed-10k');
const dir = mkdtempSync(join(tmpdir(), 'loadgate-bench-'));
const planFile = join(dir, 'plan.json');
writeFileSync(planFile, JSON.stringify(restlessPlan(seconds, users, vus)));
const window = [4, seconds - 2] as const;
using target = await startConstantTarget();

const runs = {
  minimal: () => runK6(target, { script: minimal, env: { SECONDS: String(seconds), USERS: String(users) }, window }),
  loadgate: () => runK6(target, { script: scenario, env: { PLAN: planFile }, window }),
  recorded: () => runK6(target, { script: scenario, env: { PLAN: planFile }, window, recorded: true }),
};
const results: Record<keyof typeof runs, K6Result[]> = { minimal: [], loadgate: [], recorded: [] };
try {
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(runs) as (keyof typeof runs)[]) {
      const result = await runs[name]();
      results[name].push(result);
      const { rate, cpuPerRequest, peakMib } = result;
      console.log(
        `${name.padEnd(9)} ${rate.toFixed(0).padStart(6)} requests/s, ${cpuPerRequest.toFixed(0)} µs of CPU each, ${peakMib.toFixed(0)} MiB`,
      );
    }
  }
} finally {
  rmSync(dir, { recursive: true });
}

const ratio = (above: K6Result[], below: K6Result[], of: (result: K6Result) => number) =>
  spread(above.map((result, i) => of(result) / of(below[i] ?? result)));
const rateOf = ({ rate }: K6Result) => rate;
const costOf = ({ cpuPerRequest }: K6Result) => cpuPerRequest;
console.log(`throughput: loadgate / minimal ${ratio(results.loadgate, results.minimal, rateOf)}`);
console.log(`throughput: recorded / unrecorded ${ratio(results.recorded, results.loadgate, rateOf)}`);
console.log(`CPU a request: minimal / loadgate ${ratio(results.minimal, results.loadgate, costOf)}`);
console.log(`CPU a request: unrecorded / recorded ${ratio(results.loadgate, results.recorded, costOf)}`);
