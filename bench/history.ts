/**
 * What it costs to write down every operation of a run's clients: recorded runs with and without a history, which take turns against a server of constant
 * time, each with the same number of users who never rest. The history is compressed beside k6, as in a run.
 *
 *   node bench/history.ts [rounds, default 5] [seconds of each run, default 16] [users, default 280]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleOf, bundleScenarios } from '../scripts/bundle-scenarios.ts';
import { startConstantTarget } from './generator/constant-target.ts';
import { restlessPlan } from './generator/plans.ts';
import { type K6Result, runK6 } from './generator/run-k6.ts';
import { spread } from './generator/statistics.ts';

const [rounds = 5, seconds = 16, users = 280, vus = 8] = process.argv.slice(2).map(Number);
const script = bundleOf(await bundleScenarios(), 'mixed-10k');
const dir = mkdtempSync(join(tmpdir(), 'loadgate-bench-'));
const planFile = join(dir, 'plan.json');
writeFileSync(planFile, JSON.stringify(restlessPlan(seconds, users, vus)));
const common = { script, env: { PLAN: planFile }, window: [4, seconds - 2], as: 'recorded' } as const;
const p95Of = ({ latency }: K6Result): number => latency?.p95 ?? Number.NaN;
using target = await startConstantTarget();

const without: K6Result[] = [];
const withHistory: K6Result[] = [];
try {
  for (let round = 0; round < rounds; round++) {
    for (const [name, results, history] of [
      ['without', without, false],
      ['history', withHistory, true],
    ] as const) {
      const result = await runK6(target, { ...common, history });
      results.push(result);
      const { rate, cpuPerRequest, peakMib, historyMib } = result;
      console.log(
        `${name} ${rate.toFixed(0).padStart(6)} requests/s, ${cpuPerRequest.toFixed(0)} µs of CPU each, p95 ${p95Of(result).toFixed(1)} ms, k6 ${peakMib.toFixed(0)} MiB, history ${historyMib.toFixed(1)} MiB`,
      );
    }
  }
} finally {
  rmSync(dir, { recursive: true });
}
const ratio = (of: (result: K6Result) => number) =>
  spread(withHistory.map((result, i) => of(result) / of(without[i] ?? result)));
console.log(`throughput: with / without ${ratio(({ rate }) => rate)}`);
console.log(`CPU of k6 a request: with / without ${ratio(({ cpuPerRequest }) => cpuPerRequest)}`);
console.log(`p95: with / without ${ratio(p95Of)}`);
console.log(`memory of k6: with / without ${ratio(({ peakMib }) => peakMib)}`);
