import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from './error.mjs';
import { K6_VERSION, NODE_VERSION } from './pins.mjs';

/** The root of this checkout. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where Node and k6 are kept for every checkout of this user: `$LOADGATE_CACHE`, else the XDG cache. */
export function cacheFolder(env = process.env) {
  if (env.LOADGATE_CACHE) return resolve(env.LOADGATE_CACHE);
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'loadgate');
}

/** Makes the cache folder; says what to do where that is not allowed. */
export function ensureCacheFolder(env = process.env) {
  const folder = cacheFolder(env);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new SetupError(
      `cannot write to the cache folder ${folder} (${/** @type {NodeJS.ErrnoException} */ (cause).code})`,
      'set LOADGATE_CACHE to a folder that you may write to',
    );
  }
  return folder;
}

/** A new folder to prepare something in, on the same file system as its place, so that it can be moved there at once. */
export function workFolder(env = process.env) {
  const parent = join(ensureCacheFolder(env), 'work');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'w-'));
}

/** Removes what interrupted set-ups left. Only under the lock. */
export function clearWorkFolders(env = process.env) {
  rmSync(join(cacheFolder(env), 'work'), { recursive: true, force: true });
}

export const cachedNode = (env = process.env) => join(cacheFolder(env), `node-${NODE_VERSION}`, 'bin', 'node');
export const cachedK6 = (env = process.env) => join(cacheFolder(env), `k6-${K6_VERSION}`, 'k6');

/**
 * The first executable of that name on PATH. Starts no process.
 * @param {string} name
 * @returns {string | undefined}
 */
export function onPath(name, env = process.env) {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here: the next folder may have it.
    }
  }
  return undefined;
}
