/**
 * How long every output of a run with 5 million samples takes, and how much memory: under 15 s and 1 GiB is promised. Beside it, interleaved, the time that
 * merely decompressing the same file takes, which is the least that any reader of it needs.
 *
 *   node bench/report-build.ts [rows in millions, default 5] [rounds, default 3]
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { RUN_FILES } from '../lib/results/index.ts';
import { buildReport } from '../reports/index.ts';
import { writeSyntheticRun } from '../reports/testing/synthetic-run.ts';

const [mode = '5', argument = '3'] = process.argv.slice(2);
/** Rows that the synthetic quick run of the full mixed workload makes at density 1. */
const ROWS_AT_DENSITY_1 = 1.31e6;
const FAULTS = [
  { name: 'provider-outage', fault: 'provider-outage', params: {}, applyMs: 25_000, revertMs: 40_000 },
  { name: 'backend-kill', fault: 'backend-kill', params: {}, applyMs: 55_000, revertMs: 57_000 },
];

if (mode === 'build') {
  await buildReport(argument);
} else if (mode === 'gunzip') {
  for await (const _ of createReadStream(join(argument, RUN_FILES.samples)).pipe(createGunzip({ chunkSize: 1 << 20 })));
} else {
  await compare(Number(mode) * 1e6, Number(argument));
}

async function compare(wanted: number, rounds: number): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'loadgate-bench-'));
  try {
    const { rows } = await writeSyntheticRun(dir, { scale: 1, density: wanted / ROWS_AT_DENSITY_1, faults: FAULTS });
    const size = statSync(join(dir, RUN_FILES.samples)).size;
    console.log(`${rows.toLocaleString('en')} samples, ${(size / 1e6).toFixed(0)} MB gzipped`);
    const results = { build: [] as Measured[], gunzip: [] as Measured[] };
    for (let round = 0; round < rounds; round++) {
      for (const step of ['build', 'gunzip'] as const) results[step].push(measure(step, dir));
    }
    const build = median(results.build.map((it) => it.seconds));
    const gunzip = median(results.gunzip.map((it) => it.seconds));
    const memory = Math.max(...results.build.map((it) => it.mib));
    console.log(`every output: ${build.toFixed(1)} s, ${memory.toFixed(0)} MiB at most`);
    console.log(`decompressing alone: ${gunzip.toFixed(1)} s; ratio ${(build / gunzip).toFixed(1)}`);
    if (build >= 15 || memory >= 1024) process.exitCode = 1;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

interface Measured {
  readonly seconds: number;
  readonly mib: number;
}

/** Runs one step in a process of its own, so that its memory is its own. */
function measure(step: 'build' | 'gunzip', dir: string): Measured {
  const started = performance.now();
  const report = 'process.on("exit", () => console.log(process.resourceUsage().maxRSS))';
  const child = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${report}`, import.meta.filename, step, dir],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (child.status !== 0) throw new Error(`${step} ended with ${child.status}`);
  return { seconds: (performance.now() - started) / 1000, mib: Number(child.stdout.trim().split('\n').at(-1)) / 1024 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
