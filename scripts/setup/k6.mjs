import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './error.mjs';
import { buildK6 } from './k6-build.mjs';
import { downloadK6 } from './k6-release.mjs';
import { compatibleK6, K6_VERSION } from './pins.mjs';
import { cachedK6, cacheFolder, onPath, workFolder } from './places.mjs';

/**
 * The k6 that runs the scenarios: `$LOADGATE_K6`, a compatible one on PATH, or the cached one.
 * @returns {{ path: string, version: string, source: 'LOADGATE_K6' | 'PATH' | 'cache' } | undefined}
 */
export function findK6(env = process.env) {
  if (env.LOADGATE_K6) {
    const version = versionOf(env.LOADGATE_K6);
    if (version === undefined)
      throw new SetupError(`LOADGATE_K6 is ${env.LOADGATE_K6}, which is not a k6 v2`, 'correct it or unset it');
    return { path: env.LOADGATE_K6, version, source: 'LOADGATE_K6' };
  }
  const path = onPath('k6', env);
  const version = path && versionOf(path);
  if (path && version) return { path, version, source: 'PATH' };
  const cached = cachedK6(env);
  return existsSync(cached) ? { path: cached, version: K6_VERSION, source: 'cache' } : undefined;
}

/** @param {string} path */
function versionOf(path) {
  return compatibleK6(spawnSync(path, ['version'], { encoding: 'utf8', timeout: 10_000 }).stdout ?? '');
}

/**
 * Puts the pinned k6 into the cache: the official release, or built with Go where that cannot be had.
 * @param {import('./progress.mjs').Progress} progress
 */
export async function installK6(progress, env = process.env) {
  const work = workFolder(env);
  try {
    try {
      await progress.step(`k6 ${K6_VERSION} release`, 20, (report) => downloadK6(work, report));
    } catch (error) {
      const go = onPath('go', env);
      progress.note(`    not from github.com (${reasonOf(error)})${go ? '; building it with Go instead' : ''}`);
      if (go === undefined)
        throw new SetupError(
          'k6 v2 is missing, its release cannot be downloaded, and there is no Go to build it with',
          'install k6 v2 (https://grafana.com/docs/k6/latest/set-up/install-k6) or Go (https://go.dev/dl), or connect to the internet',
        );
      await progress.step(`k6 ${K6_VERSION} built with Go`, 150, (report) => buildK6(go, work, report));
    }
    if (versionOf(join(work, 'k6')) === undefined)
      throw new SetupError('the new k6 does not run on this machine', 'install k6 v2 and put it on PATH');
    const ready = join(work, 'ready');
    const place = join(cacheFolder(env), `k6-${K6_VERSION}`);
    mkdirSync(ready);
    renameSync(join(work, 'k6'), join(ready, 'k6'));
    rmSync(place, { recursive: true, force: true });
    renameSync(ready, place);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {unknown} error */
function reasonOf(error) {
  const { message, cause } = /** @type {Error & { cause?: NodeJS.ErrnoException }} */ (error);
  return cause?.code ?? message;
}
