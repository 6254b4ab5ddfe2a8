import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { npmCli, npmEnv, QUIET } from './npm.mjs';
import { isCompatibleNode, NODE_VERSION } from './pins.mjs';
import { cachedNode, cacheFolder, workFolder } from './places.mjs';

/** The Node that runs the project: this process's own where it fits, else the cached one; undefined where neither is there. */
export function findNode(env = process.env) {
  if (isCompatibleNode(process.version)) return process.execPath;
  const cached = cachedNode(env);
  return existsSync(cached) ? cached : undefined;
}

/**
 * Gets the pinned Node from npm's `node` package, whose install script fetches the binary for this platform.
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>} the executable
 */
export async function installNode(progress, env = process.env) {
  return progress.step(`Node ${NODE_VERSION} from npm`, 10, async () => {
    const work = workFolder(env);
    const advice = `check the connection to the npm registry (npm ping), or put a Node ${NODE_VERSION} on PATH yourself`;
    try {
      const manifest = { private: true, dependencies: { node: NODE_VERSION }, allowScripts: { node: true } };
      writeFileSync(join(work, 'package.json'), JSON.stringify(manifest));
      await runCommand(
        process.execPath,
        [npmCli(env), 'install', '--no-package-lock', '--ignore-scripts=false', ...QUIET],
        {
          cwd: work,
          env: npmEnv(undefined, env),
          advice,
        },
      );
      const binary = join(work, 'node_modules', 'node', 'bin', 'node');
      const version = (await runCommand(binary, ['--version'], { advice })).trim();
      if (version !== `v${NODE_VERSION}`) throw new Error(`npm gave Node ${version} instead of ${NODE_VERSION}`);
      const folder = join(work, 'ready');
      mkdirSync(join(folder, 'bin'), { recursive: true });
      renameSync(binary, join(folder, 'bin', 'node'));
      const place = join(cacheFolder(env), `node-${NODE_VERSION}`);
      rmSync(place, { recursive: true, force: true });
      renameSync(folder, place);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    return cachedNode(env);
  });
}
