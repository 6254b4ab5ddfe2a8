import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { RunVersions } from '../../lib/results/index.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { findK6 } from '../../scripts/setup/k6.mjs';
import { ROOT } from '../../scripts/setup/places.mjs';

/** What is run and on what; `versions.json`. */
export function thisRunsVersions(): RunVersions {
  return {
    schemaVersion: 1,
    loadgate: packageJson.version,
    commit: commit(),
    node: process.versions.node,
    k6: findK6()?.version ?? 'none',
    machine: {
      platform: process.platform,
      arch: process.arch,
      cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
      cpus: availableParallelism(),
      memoryBytes: totalmem(),
    },
  };
}

/** The commit that is checked out; `-dirty` where files differ from it; null outside a repository or without git. */
function commit(): string | null {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8', timeout: 5000 });
  const head = git('rev-parse', 'HEAD');
  if (head.status !== 0) return null;
  const changed = git('status', '--porcelain', '--untracked-files=no').stdout.trim() !== '';
  return `${head.stdout.trim()}${changed ? '-dirty' : ''}`;
}
