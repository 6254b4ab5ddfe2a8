import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { splitOutput } from '../../cli/conductor/history-output.ts';
import { findK6 } from '../../scripts/setup/k6.mjs';
import type { ConstantTarget } from './constant-target.ts';
import { cpuSecondsOf, peakMibOf } from './process.ts';

export interface K6Run {
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of k6, beside those that every run gets. */
  readonly args?: readonly string[];
  /** Write samples as a run of loadgate does. */
  readonly recorded?: boolean;
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
  /** k6's own figures: metric → statistic → value. */
  readonly summary: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const POLL_MS = 200;

/** Runs stock k6 against the target, as a run of loadgate would, and weighs it from outside. Throws what k6 said where it fails. */
export async function runK6(target: ConstantTarget, run: K6Run): Promise<K6Result> {
  const k6 = findK6();
  if (!k6) throw new Error('k6 is missing: node scripts/setup.mjs');
  const dir = mkdtempSync(join(tmpdir(), 'loadgate-bench-'));
  try {
    const summaryFile = join(dir, 'summary.json');
    const args = [
      'run',
      '--quiet',
      '--no-color',
      '--no-usage-report',
      '--address',
      '',
      '--summary-export',
      summaryFile,
    ];
    if (run.recorded) args.push('--out', `csv=${join(dir, 'samples.csv.gz')}`);
    if (run.history) args.push('--log-output', 'stdout');
    const own = { K6_CSV_TIME_FORMAT: 'unix_nano', BASE_URL: target.url, ...(run.history && { HISTORY: '1' }) };
    const env = { ...process.env, ...own, ...run.env };
    const child = spawn(k6.path, [...args, ...(run.args ?? []), run.script], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const historyFile = join(dir, 'history.gz');
    const written = run.history ? splitOutput(child.stdout, historyFile, join(dir, 'k6.log')) : Promise.resolve();
    if (!run.history) {
      child.stdout.on('data', (chunk) => {
        said += chunk;
      });
    }
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
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
    if (code !== 0 && code !== 99) throw new Error(`k6 ended with ${code}:\n${said.slice(-4000)}`);
    const { metrics } = JSON.parse(readFileSync(summaryFile, 'utf8')) as { metrics: K6Result['summary'] };
    await written;
    const historyMib = run.history ? statSync(historyFile).size / 2 ** 20 : 0;
    return { ...(await measured), peakMib, summary: metrics, historyMib };
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
