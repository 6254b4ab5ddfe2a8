import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A holder touches its lock this often; one that has not been touched for STALE_MS belongs to nobody. */
const TOUCH_MS = 2000;
const STALE_MS = 15_000;

/**
 * Runs `work` while no other set-up that shares the folder does.
 * @template T
 * @param {string} folder
 * @param {{ onWait?: () => void, pollMs?: number }} options `onWait` is called once where another set-up is running
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, { onWait, pollMs = 250 }, work) {
  const file = join(folder, 'setup.lock');
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), nonce: Math.random() });
  for (let waited = false; !take(file, mine); waited = true) {
    if (!waited) onWait?.();
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  const release = () => {
    if (holder(file) === mine) rmSync(file, { force: true });
  };
  const touch = setInterval(() => utimesSync(file, new Date(), new Date()), TOUCH_MS);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    process.removeListener('exit', release);
    release();
  }
}

/**
 * @param {string} file
 * @param {string} mine
 */
function take(file, mine) {
  try {
    writeFileSync(file, mine, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  const seen = holder(file);
  if (seen !== undefined && isAbandoned(file, seen)) {
    // Two waiters may see the same dead holder: what was moved away is looked at again, and a live lock is put back.
    const aside = `${file}.${process.pid}`;
    try {
      renameSync(file, aside);
      if (holder(aside) === seen) rmSync(aside);
      else renameSync(aside, file);
    } catch {
      // The other waiter was first.
    }
  }
  return false;
}

/** @param {string} file */
function holder(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @param {string} seen
 */
function isAbandoned(file, seen) {
  try {
    const { pid, host } = JSON.parse(seen);
    if (host === hostname() && !isAlive(pid)) return true;
    return Date.now() - statSync(file).mtimeMs > STALE_MS;
  } catch {
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
