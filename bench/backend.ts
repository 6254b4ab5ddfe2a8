/**
 * Operations a second that the embedded backend carries on one core, in turns with Fastify and `node:sqlite` alone (a transaction of 2 reads and 4 writes), and
 * with `node:http` alone, which tells what the machine's network costs: the servers are held to the first core, the load to the second.
 *
 *   node bench/backend.ts [rounds, default 5] [seconds of each run, default 10] [connections, default 64]
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type LoadResult, load } from './backend/load.ts';
import { ACCOUNTS, requestMaker } from './backend/mix.ts';
import { cpuSecondsOf, peakMibOf } from './generator/process.ts';
import { spread } from './generator/statistics.ts';

const [rounds = 5, seconds = 10, connections = 64] = process.argv.slice(2).map(Number);
const WARM_UP_MS = 3000;
/** More than either server answers in a second. */
const REQUESTS_A_SECOND = 30_000;

interface Measured extends LoadResult {
  readonly cpuPerOperation: number;
  readonly peakMib: number;
}

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const SERVERS = {
  http: () => [pathOf('./constant-server.ts')],
  bare: (dir: string) => [pathOf('./backend/bare-server.ts'), join(dir, 'bare.sqlite')],
  loadgate: (dir: string) => [
    ...[pathOf('../backend/hosts/embedded/main.ts'), '--db', join(dir, 'loadgate.sqlite')],
    ...['--port', '0', '--seed-users', String(ACCOUNTS), '--seed', '1'],
  ],
};

if (availableParallelism() > 1) spawnSync('taskset', ['-pc', '1', String(process.pid)]);
const results: Record<keyof typeof SERVERS, Measured[]> = {
  http: [],
  bare: [],
  loadgate: [],
};
for (let round = 0; round < rounds; round++) {
  for (const name of Object.keys(SERVERS) as (keyof typeof SERVERS)[]) {
    const result = await measure(name, round);
    results[name].push(result);
    const { rate, p50Ms, p99Ms, cpuPerOperation, peakMib, failures } = result;
    console.log(
      `${name.padEnd(8)} ${rate.toFixed(0).padStart(6)} operations/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ` +
        `${cpuPerOperation.toFixed(0)} µs of CPU each, ${peakMib.toFixed(0)} MiB, failures ${JSON.stringify(failures)}`,
    );
  }
}
const ratio = (below: keyof typeof SERVERS, read: (measured: Measured) => number) =>
  spread(results.loadgate.map((measured, i) => read(measured) / read(results[below][i] ?? measured)));
console.log(
  `operations/s: ${spread(
    results.loadgate.map(({ rate }) => rate),
    0,
  )}; p99 ${spread(
    results.loadgate.map(({ p99Ms }) => p99Ms),
    1,
  )} ms`,
);
for (const below of ['bare', 'http'] as const) {
  const [rate, cpu] = [ratio(below, (it) => it.rate), ratio(below, (it) => it.cpuPerOperation)];
  console.log(`loadgate / ${below}: throughput ${rate}, CPU an operation ${cpu}`);
}

async function measure(name: keyof typeof SERVERS, round: number): Promise<Measured> {
  const dir = mkdtempSync(join(tmpdir(), 'loadgate-bench-'));
  const command = ['-c', '0', process.execPath, ...SERVERS[name](dir)];
  const server = spawn('taskset', command, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(server, 'exit');
  try {
    const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    const { url, pid } = JSON.parse(line) as { url: string; pid: number };
    const make = requestMaker(round + 1);
    const take = (ms: number) => Array.from({ length: (REQUESTS_A_SECOND * ms) / 1000 }, make);
    await load(url, take(WARM_UP_MS), connections, WARM_UP_MS);
    const requests = take(seconds * 1000);
    const before = cpuSecondsOf(pid);
    const result = await load(url, requests, connections, seconds * 1000);
    const cpu = cpuSecondsOf(pid) - before;
    return { ...result, cpuPerOperation: (1e6 * cpu) / (result.rate * seconds), peakMib: peakMibOf(pid) };
  } finally {
    server.kill('SIGTERM');
    await ended;
    rmSync(dir, { recursive: true });
  }
}
