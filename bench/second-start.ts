/**
 * From `npm start` to the beginning of the load, where everything is set up already: the whole command, in turns with the command line alone
 * (`node cli/bin.mjs run …`), whose difference is what npm and the checks of the set-up take. Each run is stopped as soon as its load begins.
 *
 *   node bench/second-start.ts [rounds, default 5]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RUN_EVENTS, RUN_FILES } from '../lib/results/index.ts';
import { spread } from './generator/statistics.ts';

const [rounds = 5] = process.argv.slice(2).map(Number);
const ROOT = join(import.meta.dirname, '..');
const RUN = ['run', 'mixed-10k', '--profile', 'quick', '--scale', 'auto'];
const LOOK_MS = 20;
const GIVE_UP_MS = 60_000;

const seconds = { 'npm start': [] as number[], 'command line': [] as number[] };
// The first start makes what the others find: bundles, compiled sources, the seeded database.
await start(['npm', 'start', '--silent', '--']);
for (let round = 0; round < rounds; round++) {
  seconds['npm start'].push(await start(['npm', 'start', '--silent', '--']));
  seconds['command line'].push(await start([process.execPath, join(ROOT, 'cli', 'bin.mjs'), ...RUN]));
}
for (const [name, list] of Object.entries(seconds)) console.log(`${name}: ${spread(list)} s to the first user`);

/** Seconds from the start of the command to the start of the load. */
async function start(command: readonly [string, ...string[]]): Promise<number> {
  const out = mkdtempSync(join(tmpdir(), 'loadgate-bench-'));
  const [program, ...args] = command;
  const from = Date.now();
  const child = spawn(program, [...args, '--out', out, '--quiet'], { cwd: ROOT, stdio: 'ignore', detached: true });
  const ended = once(child, 'exit');
  try {
    return ((await loadStart(out, child)) - from) / 1000;
  } finally {
    // To all of the command's processes, as a terminal sends Ctrl-C.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
    await ended;
    rmSync(out, { recursive: true });
  }
}

async function loadStart(out: string, child: ChildProcess): Promise<number> {
  for (let waited = 0; waited < GIVE_UP_MS; waited += LOOK_MS) {
    await sleep(LOOK_MS);
    if (child.exitCode !== null) throw new Error(`the run ended with ${child.exitCode} before its load began`);
    for (const run of readdirSync(out)) {
      const file = join(out, run, RUN_FILES.timeline);
      if (!existsSync(file)) continue;
      const lines = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean);
      const started = lines
        .map((line) => JSON.parse(line) as { at: number; name: string })
        .find(({ name }) => name === RUN_EVENTS.loadStarted);
      if (started) return started.at;
    }
  }
  throw new Error(`no load after ${GIVE_UP_MS / 1000} s`);
}
