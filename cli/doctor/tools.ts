import { spawnSync } from 'node:child_process';
import { SetupError } from '../../scripts/setup/error.mjs';
import { findK6 } from '../../scripts/setup/k6.mjs';
import { isCompatibleNode, K6_VERSION, NODE_VERSION } from '../../scripts/setup/pins.mjs';
import { onPath } from '../../scripts/setup/places.mjs';
import type { Finding } from './finding.ts';

const SETUP = 'node scripts/setup.mjs';

/** Programs that a run starts, or that only some of its parts use. */
export function checkTools(env: NodeJS.ProcessEnv): Finding[] {
  return [
    node(),
    k6(env),
    optional(env, 'git', ['--version'], 'the report then names no commit', 'https://git-scm.com'),
  ];
}

function node(): Finding {
  const found = `${process.version} (${process.execPath})`;
  return isCompatibleNode(process.version)
    ? { name: 'Node', status: 'ok', found }
    : { name: 'Node', status: 'missing', found: `${found}; ${NODE_VERSION} is needed`, fix: SETUP };
}

function k6(env: NodeJS.ProcessEnv): Finding {
  try {
    const k6 = findK6(env);
    if (k6) return { name: 'k6', status: 'ok', found: `${k6.version} (${k6.path}, from ${k6.source})` };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return { name: 'k6', status: 'missing', found: error.message, fix: error.advice };
  }
  const go = onPath('go', env);
  const how = go ? `downloads it, or builds it with ${go}` : 'downloads it';
  return { name: 'k6', status: 'missing', found: `no k6 ${K6_VERSION}`, fix: `${SETUP} ${how}` };
}

function optional(env: NodeJS.ProcessEnv, name: string, args: string[], without: string, where: string): Finding {
  const path = onPath(name, env);
  if (!path) return { name, status: 'optional', found: `not on PATH: ${without}`, fix: where };
  const version = spawnSync(path, args, { encoding: 'utf8', timeout: 5000 }).stdout?.trim().split('\n')[0] ?? '';
  return { name, status: 'ok', found: `${version} (${path})` };
}
