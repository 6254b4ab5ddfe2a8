import { createHash } from 'node:crypto';
import { constants, copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../../lib/results/index.ts';
import { ROOT } from '../../scripts/setup/places.mjs';
import { CliError } from '../errors.ts';
import type { StartProcess } from './process-group.ts';
import { tail } from './ready-line.ts';

const SEEDS = join(ROOT, '.cache', 'seeds');
/** Seeded events are under way for a day from their seeding: an older seed would begin with events that are over. */
const FRESH_MS = 12 * 60 * 60_000;
const KEPT = 4;
/** What decides what a seed holds. */
const SOURCES = ['backend', 'lib', 'package-lock.json'];

export interface Seed {
  readonly accounts: number;
  readonly seed: number;
}

/**
 * Puts a seeded database at `file`: a copy of one that was seeded alike within the last hours from the same sources, else a new one, which is kept for the next
 * run. Seeding 10,000 accounts takes over a second, copying them some milliseconds.
 */
export async function seededDatabase(file: string, its: Seed, logFile: string, start: StartProcess): Promise<void> {
  const kept = join(SEEDS, `${fingerprint(its)}.sqlite`);
  if (!isFresh(kept)) {
    mkdirSync(SEEDS, { recursive: true });
    const work = `${kept}.${process.pid}-${Date.now()}`;
    await make(work, its, logFile, start);
    renameSync(work, kept);
    forgetOldSeeds(SEEDS);
  }
  copyFileSync(kept, file, constants.COPYFILE_FICLONE);
}

/** Seeds a Cloud Firestore that nothing has been written to; `env` names its emulator. */
export const seededFirestore = (
  project: string,
  its: Seed,
  logFile: string,
  start: StartProcess,
  env: NodeJS.ProcessEnv,
): Promise<void> => make(`firestore:${project}`, its, logFile, start, env);

async function make(
  file: string,
  { accounts, seed }: Seed,
  logFile: string,
  start: StartProcess,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const script = fileURLToPath(new URL('./seed-main.ts', import.meta.url));
  const seeding = await start({
    name: 'seed',
    command: process.execPath,
    args: [script, file, String(accounts), String(seed)],
    env,
    logFile,
  });
  const { code, signal } = await seeding.ended;
  if (code === 0) return;
  rmSync(file, { force: true });
  throw new CliError(EXIT.internal, `seeding ended with ${signal ?? `code ${code}`}:\n${tail(logFile)}`);
}

/** By names, sizes and times of the sources: an edit makes a new seed. */
function fingerprint({ accounts, seed }: Seed): string {
  const hash = createHash('sha256').update(`${accounts} ${seed}\n`);
  for (const source of SOURCES) {
    const path = join(ROOT, source);
    const files = statSync(path).isDirectory() ? readdirSync(path, { recursive: true }).map(String).sort() : [''];
    for (const name of files) {
      if (name.endsWith('.test.ts')) continue;
      const { size, mtimeMs } = statSync(join(path, name));
      hash.update(`${name} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 24);
}

function isFresh(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs < FRESH_MS;
}

/** Keeps the newest few: each may take some hundred megabytes. What another run is still making is left alone, unless it was given up long ago. */
export function forgetOldSeeds(folder: string): void {
  const seeds = readdirSync(folder)
    .map((name) => ({ name, at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  const isMade = (name: string) => name.endsWith('.sqlite');
  const old = [
    ...seeds.filter(({ name }) => isMade(name)).slice(KEPT),
    ...seeds.filter(({ name, at }) => !isMade(name) && Date.now() - at > FRESH_MS),
  ];
  for (const { name } of old) rmSync(join(folder, name), { force: true });
}
