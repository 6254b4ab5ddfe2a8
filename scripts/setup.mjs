// Gets a checkout ready: the pinned Node, the locked packages, k6. Plain JavaScript without dependencies, for Node 20 or later.
// Does nothing, within milliseconds, where everything is there. `node scripts/setup.mjs` runs it alone.
import { pathToFileURL } from 'node:url';
import { SetupError } from './setup/error.mjs';
import { findK6, installK6 } from './setup/k6.mjs';
import { withLock } from './setup/lock.mjs';
import { findNode, installNode } from './setup/node.mjs';
import { installPackages, packagesAreReady } from './setup/packages.mjs';
import { cacheFolder, clearWorkFolders, ensureCacheFolder } from './setup/places.mjs';
import { Progress } from './setup/progress.mjs';

/**
 * @param {{ quiet?: boolean }} [options]
 * @returns {Promise<{ node: string, k6: string }>} the executables to run the project with
 * @throws {SetupError} where something cannot be had
 */
export async function setUp({ quiet = false } = {}) {
  checkMachine();
  const state = () => ({ node: findNode(), k6: findK6()?.path, packages: packagesAreReady() });
  const before = state();
  if (before.node && before.k6 && before.packages) return { node: before.node, k6: before.k6 };

  const progress = new Progress({ quiet });
  progress.note('Setting up loadgate, once for this machine and checkout:');
  const onWait = () => progress.note('  another set-up is running: waiting for it …');
  // Leaving through `exit` releases the lock and stops npm or Go.
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
  return withLock(ensureCacheFolder(), { onWait }, async () => {
    clearWorkFolders();
    // Another set-up may have done it all while this one waited.
    const now = state();
    const node = now.node ?? (await installNode(progress));
    if (!now.packages) await installPackages(node, progress);
    if (!now.k6) await installK6(progress);
    const k6 = now.k6 ?? findK6()?.path;
    if (k6 === undefined) throw new Error(`k6 vanished from ${cacheFolder()}`);
    return { node, k6 };
  });
}

function checkMachine() {
  if (process.platform === 'win32')
    throw new SetupError(
      'loadgate runs on Linux and macOS',
      'on Windows, run it inside WSL (https://learn.microsoft.com/windows/wsl)',
    );
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new SetupError(`this is Node ${process.versions.node}`, 'install Node 20 or later (https://nodejs.org)');
}

/**
 * Ends the process with the message of a failed set-up: 12 (something is missing) or 1 (a fault of the set-up itself).
 * @param {unknown} error
 * @returns {never}
 */
export function failSetUp(error) {
  if (error instanceof SetupError) {
    console.error(`\nSet-up failed: ${error.message}\nWhat to do: ${error.advice}`);
    process.exit(12);
  }
  console.error(error);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { node, k6 } = await setUp().catch(failSetUp);
  console.log(`Ready. Node: ${node}\n       k6:   ${k6}`);
}
