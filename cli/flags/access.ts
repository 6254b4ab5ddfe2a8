import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEV_TOKEN_SECRET, signToken } from '../../lib/auth/index.ts';
import { EXIT, RUN_FILES } from '../../lib/results/index.ts';
import { hmacWith } from '../conductor/operator.ts';
import type { RunAccess } from '../conductor/run-access.ts';
import { CliError, usageError } from '../errors.ts';

/** How the verb's options name the backend. */
export interface AccessOptions {
  readonly url?: string;
  readonly token?: string;
  readonly run?: string;
  readonly out: string;
}

export interface Access {
  readonly url: string;
  readonly token: string;
  /** The run's time line, where a run was named. */
  readonly timeline: string | null;
}

const TOKEN_SECONDS = 300;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The backend of a run that is under way, or the one that is named by options or environment. On this machine no token is needed: one is signed with
 * `LOADGATE_TOKEN_SECRET`, or the development secret that `loadgate serve` takes.
 */
export function resolveAccess(options: AccessOptions, env: NodeJS.ProcessEnv): Access {
  if (options.run !== undefined) return accessOfRun(options.run, options.out);
  const url = (options.url ?? env.LOADGATE_URL ?? 'http://127.0.0.1:8080').replace(/\/+$/, '');
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw usageError(`"${url}" is no address: give one that starts with http:// or https://`);
  const token = options.token ?? env.LOADGATE_ADMIN_TOKEN;
  if (token !== undefined) return { url, token, timeline: null };
  if (LOOPBACK.has(new URL(url).hostname)) return { url, token: ownToken(env), timeline: null };
  throw usageError(`${new URL(url).host} wants an admin token`, 'set LOADGATE_ADMIN_TOKEN, or give --token');
}

function ownToken(env: NodeJS.ProcessEnv): string {
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { sub: env.USER ?? 'operator', iat, exp: iat + TOKEN_SECONDS, admin: true, superAdmin: true };
  return signToken(claims, hmacWith(env.LOADGATE_TOKEN_SECRET || DEV_TOKEN_SECRET));
}

function accessOfRun(run: string, out: string): Access {
  const folder = run.includes('/') ? run : join(out, run);
  try {
    const { url, token } = JSON.parse(readFileSync(join(folder, RUN_FILES.access), 'utf8')) as RunAccess;
    return { url, token, timeline: join(folder, RUN_FILES.timeline) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CliError(
      EXIT.missing,
      `no run is under way in ${folder}`,
      'start one with loadgate run, or name the backend with --url',
    );
  }
}
