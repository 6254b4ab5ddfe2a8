import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES } from '../../lib/results/index.ts';

/** The build as it is, or with one operation slowed down. */
export type Build = 'base' | 'slow';

export interface Recording {
  /** Folder that keeps the runs: `<folder>/<build>-<n>/<run id>`. */
  readonly folder: string;
  readonly pairs: number;
  readonly scale: string;
  /** What is planted, as `LOADGATE_SLOW_OPERATION` has it; asked for before each run of the slower build. */
  readonly slowdown: () => string;
  /** Put before each run's command, such as `nice -n 10`. */
  readonly wrap: readonly string[];
}

/** The run of one build and number, if it was recorded to its end. */
export function recorded(folder: string, build: Build, n: number): string | undefined {
  const dir = join(folder, `${build}-${n}`);
  const names = existsSync(dir) ? readdirSync(dir).sort() : [];
  const finished = names.find((name) => name !== 'latest' && existsSync(join(dir, name, RUN_FILES.windows)));
  return finished === undefined ? undefined : join(dir, finished);
}

/**
 * Records what is missing: the builds take turns, and which of them goes first changes from pair to pair, so that a machine that slows down over time
 * favours neither.
 */
export function record({ folder, pairs, scale, slowdown, wrap }: Recording): void {
  for (let n = 1; n <= pairs; n++) {
    const order: readonly Build[] = n % 2 === 1 ? ['base', 'slow'] : ['slow', 'base'];
    for (const build of order) {
      if (recorded(folder, build, n) !== undefined) continue;
      console.log(`recording ${build} ${n} of ${pairs} …`);
      const cli = join(import.meta.dirname, '../../cli/bin.mjs');
      const out = join(folder, `${build}-${n}`);
      const run = [process.execPath, cli, 'run', 'mixed-10k', '--profile', 'quick', '--scale', scale, '--quiet'];
      const [command = '', ...args] = [...wrap, ...run, '--out', out];
      const env = { ...process.env, ...(build === 'slow' && { LOADGATE_SLOW_OPERATION: slowdown() }) };
      const { status } = spawnSync(command, args, { env, stdio: 'inherit' });
      // 10 and 13 are verdicts on the run's objectives; that it was measured is all that counts here.
      if (![0, 10, 13].includes(status ?? -1)) throw new Error(`${build} ${n}: the run ended with ${status}`);
    }
  }
}
