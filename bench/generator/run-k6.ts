import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { splitOutput } from '../../cli/conductor/history-output.ts';
import { k6Command } from '../../cli/conductor/k6-command.ts';
import { findK6 } from '../../scripts/setup/k6.mjs';
import type { ConstantTarget } from './constant-target.ts';
import { cpuSecondsOf, peakMibOf } from './process.ts';
import { type Quantiles, quantilesOf } from './samples.ts';

export interface K6Run {
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** As a run of loadgate would, with or without samples, or as somebody would by hand: `k6 run <script>`. */
  readonly as: 'recorded' | 'unrecorded' | 'by hand' | 'by hand, recorded';
  /** VUs of the plan; by hand the script tells. */
  readonly vus?: number;
  /** Write every operation down as a run with an experiment does. */
  readonly history?: boolean;
  /** Throughput is counted over this part of the run, in seconds after k6's start. */
  readonly window: readonly [from: number, to: number];
}

export interface K6Result {
  /** Requests a second, counted by the server over the window. */
  readonly rate: number;
  /** CPU time of k6 for each request of the window, µs. */
  readonly cpuPerRequest: number;
  readonly peakMib: number;
  /** What the history takes on disk; 0 where none was asked for. */
  readonly historyMib: number;
  /** Of a recorded run: latency and schedule lag, ms, from the start of the window on. */
  readonly latency: Quantiles | null;
  readonly lag: Quantiles | null;
}

const POLL_MS = 200;
const BY_HAND = ['run', '--quiet', '--no-usage-report', '--address', ''];

/** Runs stock k6 against the target and weighs it from outside. Throws what k6 said where it fails. */
export async function runK6(target: ConstantTarget, run: K6Run): Promise<K6Result> {
  const k6 = findK6();
  if (!k6) throw new Error('k6 is missing: node scripts/setup.mjs');
  const dir = mkdtempSync(join(tmpdir(), 'loadgate-bench-'));
  try {
    const isRecorded = run.as === 'recorded' || run.as === 'by hand, recorded';
    const samples = isRecorded ? join(dir, 'samples.csv.gz') : null;
    const { args, env } =
      run.as === 'recorded' || run.as === 'unrecorded'
        ? k6Command({ script: run.script, address: '', samples, isLean: true, vus: run.vus ?? 1 })
        : {
            args: [...BY_HAND, ...(samples ? ['--out', `csv=${samples}`] : []), run.script],
            env: { ...process.env, K6_CSV_TIME_FORMAT: 'unix_nano' },
          };
    if (run.history) args.push('--log-output', 'stdout');
    const child = spawn(k6.path, args, {
      env: { ...env, BASE_URL: target.url, ...(run.history && { HISTORY: '1' }), ...run.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const historyFile = join(dir, 'history.gz');
    const written = run.history ? splitOutput(child.stdout, historyFile, join(dir, 'k6.log')) : Promise.resolve();
    for (const stream of run.history ? [child.stderr] : [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said = (said + chunk).slice(-4000);
      });
    }
    const ended = once(child, 'exit');
    const { pid } = child;
    if (pid === undefined) throw new Error(`${k6.path} cannot be started`);
    let peakMib = 0;
    const watch = setInterval(() => {
      peakMib = Math.max(peakMib, peakMibOf(pid));
    }, POLL_MS);
    const measured = measureWindow(target, pid, run.window);
    measured.catch(() => {});
    const [code] = (await ended) as [number | null];
    clearInterval(watch);
    if (code !== 0) throw new Error(`k6 ended with ${code}:\n${said}`);
    await written;
    const of = (metric: string) => (samples ? quantilesOf(samples, metric, run.window[0]) : null);
    return {
      ...(await measured),
      peakMib,
      historyMib: run.history ? statSync(historyFile).size / 2 ** 20 : 0,
      latency: await of('http_req_duration'),
      lag: await of('schedule_lag'),
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function measureWindow(target: ConstantTarget, pid: number, [from, to]: K6Run['window']) {
  const read = async () => ({ at: performance.now(), answered: await target.answered(), cpu: cpuSecondsOf(pid) });
  await sleep(from * 1000);
  const before = await read();
  await sleep((to - from) * 1000);
  const after = await read();
  const requests = after.answered - before.answered;
  return {
    rate: (1000 * requests) / (after.at - before.at),
    cpuPerRequest: (1e6 * (after.cpu - before.cpu)) / requests,
  };
}
