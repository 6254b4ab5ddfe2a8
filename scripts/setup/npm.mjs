import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from './error.mjs';
import { onPath } from './places.mjs';

/** npm's own start file, so that npm can be run under another Node than the one that it came with. */
export function npmCli(env = process.env) {
  const candidates = [env.npm_execpath, beside(process.execPath)];
  const found = onPath('npm', env);
  if (found) candidates.push(realpathSync(found), beside(realpathSync(found)));
  for (const file of candidates) if (file?.endsWith('npm-cli.js') && existsSync(file)) return file;
  throw new SetupError('npm was not found', 'install npm (it comes with Node: https://nodejs.org) and put it on PATH');
}

/** @param {string} executable */
const beside = (executable) => join(dirname(executable), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');

export const QUIET = ['--loglevel=error', '--no-audit', '--no-fund', '--no-progress'];

/**
 * The environment for an npm of our own: what an outer `npm start` says about its project must not reach it.
 * @param {string} [nodeFolder] put first on PATH, so that install scripts run under that Node
 */
export function npmEnv(nodeFolder, env = process.env) {
  /** @type {NodeJS.ProcessEnv} */
  const clean = {};
  for (const [name, value] of Object.entries(env)) {
    if (/^npm_(package|lifecycle|command|node|config_(local_prefix|prefix|global_prefix|user_agent))/.test(name))
      continue;
    clean[name] = value;
  }
  clean.npm_config_loglevel = 'error';
  clean.npm_config_update_notifier = 'false';
  if (nodeFolder) clean.PATH = `${nodeFolder}:${env.PATH ?? ''}`;
  return clean;
}
