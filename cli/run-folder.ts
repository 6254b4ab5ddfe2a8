import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RUN_FILES } from '../lib/results/index.ts';
import { usageError } from './errors.ts';

/** The folder of a run that is named by its id under `out`, by its folder, or as `latest`. Undefined where there is none. */
export function findRunFolder(run: string, out: string): string | undefined {
  const folder = [join(out, run), run].find((candidate) => existsSync(join(candidate, RUN_FILES.plan)));
  return folder === undefined ? undefined : resolve(folder);
}

/** {@link findRunFolder}; no such run is a mistake of the command line. */
export function runFolder(run: string, out: string): string {
  const folder = findRunFolder(run, out);
  if (folder !== undefined) return folder;
  const what = run === 'latest' ? `no run in ${out} yet` : `no run "${run}" in ${out}, and no such folder`;
  throw usageError(what, run === 'latest' ? 'loadgate run smoke --profile smoke' : `ls ${out}`);
}
