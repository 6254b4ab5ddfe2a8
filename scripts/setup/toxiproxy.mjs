import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './error.mjs';
import { buildWithGo } from './go-build.mjs';
import { withLock } from './lock.mjs';
import { TOXIPROXY_VERSION } from './pins.mjs';
import { cacheFolder, ensureCacheFolder, onPath, workFolder } from './places.mjs';

const SERVER = 'toxiproxy-server';
const PACKAGE = 'github.com/Shopify/toxiproxy/v2';
const place = (env = process.env) => join(cacheFolder(env), `toxiproxy-${TOXIPROXY_VERSION}`);

/** The Toxiproxy that network faults go through: one on PATH, or the one that was built before; undefined where there is none. */
export function findToxiproxy(env = process.env) {
  const built = join(place(env), SERVER);
  return onPath(SERVER, env) ?? (existsSync(built) ? built : undefined);
}

/**
 * Builds the pinned Toxiproxy with Go, once for this machine; gives its path.
 * @throws {SetupError} where there is no Go, or it cannot be built
 */
export async function installToxiproxy(env = process.env) {
  const go = onPath('go', env);
  const advice =
    'put toxiproxy-server on PATH (https://github.com/Shopify/toxiproxy), or install Go (https://go.dev/dl)';
  if (go === undefined)
    throw new SetupError('toxiproxy-server is not on PATH, and there is no Go to build it with', advice);
  return withLock(ensureCacheFolder(env), {}, async () => {
    const there = findToxiproxy(env);
    if (there !== undefined) return there;
    const work = workFolder(env);
    try {
      const ldflags = `-X ${PACKAGE}.Version=${TOXIPROXY_VERSION}`;
      const what = {
        go,
        module: 'toxiproxy',
        package: `${PACKAGE}/cmd/server`,
        name: `ready/${SERVER}`,
        ldflags,
        advice,
      };
      mkdirSync(join(work, 'ready'));
      await buildWithGo(what, work, () => {});
      rmSync(place(env), { recursive: true, force: true });
      renameSync(join(work, 'ready'), place(env));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    return join(place(env), SERVER);
  });
}
