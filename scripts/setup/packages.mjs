import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from './command.mjs';
import { npmCli, npmEnv, QUIET } from './npm.mjs';
import { ROOT } from './places.mjs';

const LOCK = join(ROOT, 'package-lock.json');
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.loadgate-stamp');

/** What node_modules was made from: the lock file, and the platform for which optional packages were chosen. */
function fingerprint() {
  return createHash('sha256').update(readFileSync(LOCK)).update(`${process.platform}-${process.arch}`).digest('hex');
}

/** Whether node_modules is what the lock file says. A linked folder belongs to another checkout and is left alone. */
export function packagesAreReady() {
  if (existsSync(MODULES) && lstatSync(MODULES).isSymbolicLink()) return true;
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();
}

/** Paths of the locked packages, without those for other platforms. */
function packagesForThisMachine() {
  /** @type {[string, { os?: string[], cpu?: string[] }][]} */
  const entries = Object.entries(JSON.parse(readFileSync(LOCK, 'utf8')).packages);
  return entries
    .filter(
      ([path, { os, cpu }]) =>
        path !== '' && os?.includes(process.platform) !== false && cpu?.includes(process.arch) !== false,
    )
    .map(([path]) => path);
}

/**
 * Installs the locked packages with npm running under `node`: under an older Node npm silently leaves out optional packages whose
 * `engines` exclude it.
 * @param {string} node
 * @param {import('./progress.mjs').Progress} progress
 */
export async function installPackages(node, progress, env = process.env) {
  const wanted = packagesForThisMachine();
  await progress.step(`${wanted.length} packages from npm`, 40, async (report) => {
    const count = () => wanted.filter((path) => existsSync(join(ROOT, path, 'package.json'))).length;
    const timer = setInterval(() => report(count() / wanted.length), 1000);
    try {
      await runCommand(node, [npmCli(env), 'ci', ...QUIET], {
        cwd: ROOT,
        env: npmEnv(dirname(node), env),
        advice:
          'check the connection to the npm registry (npm ping) and the free disk space, then run the command again',
      });
    } finally {
      clearInterval(timer);
    }
    writeFileSync(STAMP, fingerprint());
  });
}
