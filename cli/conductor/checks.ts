import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Check } from '../../lib/results/index.ts';
import type { RunFolder } from './run-folder.ts';

/**
 * Adds what a participant has judged to the run's `checks.json`, which the verdict takes over. Replaced in one step, so that a run that is killed leaves a
 * whole file. Two participants may both add: writing is synchronous. Throws where an id is taken already: two checks of one id are a mistake.
 */
export function addChecks(folder: Pick<RunFolder, 'file'>, checks: readonly Check[]): void {
  if (checks.length === 0) return;
  const file = folder.file('checks');
  const all = readChecks(folder);
  for (const check of checks) {
    if (all.some(({ id }) => id === check.id)) throw new Error(`two checks of the run are named "${check.id}"`);
    all.push(check);
  }
  writeFileSync(`${file}.new`, `${JSON.stringify(all, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** What was added so far. */
export function readChecks(folder: Pick<RunFolder, 'file'>): Check[] {
  const file = folder.file('checks');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Check[]) : [];
}
