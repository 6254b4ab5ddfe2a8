import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEV_TOKEN_SECRET } from '../../lib/auth/index.ts';
import { EXIT, RUN_FILES } from '../../lib/results/index.ts';
import { isLoopback } from '../../lib/targets/index.ts';
import type { RunAccess } from '../conductor/run-access.ts';
import { CliError, usageError } from '../errors.ts';
import { GivenToken, type Identity, Operator, operatorFromEnv, SharedSecret, VARIABLES } from '../operator/index.ts';

/** How the verb's options name the backend. */
export interface AccessOptions {
  readonly url?: string;
  readonly token?: string;
  readonly run?: string;
  readonly out: string;
}

export interface Access {
  readonly url: string;
  readonly operator: Pick<Operator, 'headers' | 'hide'>;
  /** The run's time line, where a run was named. */
  readonly timeline: string | null;
}

/**
 * The backend of a run that is under way, or the one that is named by options or environment. Its operator is whoever holds the token that was given, else the
 * Firebase user of the environment, as for `loadgate run`. On this machine none is needed: a token is signed with `LOADGATE_TOKEN_SECRET`, or the development
 * secret that `loadgate serve` takes.
 */
export function resolveAccess(options: AccessOptions, env: NodeJS.ProcessEnv): Access {
  if (options.run !== undefined) return accessOfRun(options.run, options, env);
  const url = (options.url ?? env.LOADGATE_URL ?? 'http://127.0.0.1:8080').replace(/\/+$/, '');
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw usageError(`"${url}" is no address: give one that starts with http:// or https://`);
  const known = given(options, env) ?? operatorFromEnv(env);
  if (known) return as(known, url, env);
  if (isLoopback(new URL(url).hostname))
    return as(new SharedSecret(env.LOADGATE_TOKEN_SECRET || DEV_TOKEN_SECRET, env.USER), url, env);
  throw usageError(
    `${new URL(url).host} wants an admin token`,
    `set ${VARIABLES.REFRESH_TOKEN} and ${VARIABLES.API_KEY}, ${VARIABLES.ID_TOKEN} or LOADGATE_ADMIN_TOKEN, or give --token`,
  );
}

const as = (identity: Identity, url: string, env: NodeJS.ProcessEnv, timeline: string | null = null): Access => ({
  ...{ url, timeline },
  operator: new Operator(url, identity, env.LOADGATE_APP_CHECK_TOKEN || null),
});

function given({ token }: AccessOptions, env: NodeJS.ProcessEnv): Identity | null {
  if (token !== undefined) return new GivenToken(token, '--token');
  const { LOADGATE_ADMIN_TOKEN: ofShell } = env;
  return ofShell === undefined ? null : new GivenToken(ofShell, 'LOADGATE_ADMIN_TOKEN');
}

function accessOfRun(run: string, options: AccessOptions, env: NodeJS.ProcessEnv): Access {
  const folder = run.includes('/') ? run : join(options.out, run);
  const { url, token } = readAccess(folder);
  const own = token === null ? (given(options, env) ?? operatorFromEnv(env)) : new GivenToken(token, RUN_FILES.access);
  if (own) return as(own, url, env, join(folder, RUN_FILES.timeline));
  throw usageError(
    'the operator of this run is a Firebase user, whose token is not in its folder',
    `set ${VARIABLES.REFRESH_TOKEN} and ${VARIABLES.API_KEY}, or ${VARIABLES.ID_TOKEN}, here too`,
  );
}

function readAccess(folder: string): RunAccess {
  try {
    return JSON.parse(readFileSync(join(folder, RUN_FILES.access), 'utf8')) as RunAccess;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CliError(
      EXIT.missing,
      `no run is under way in ${folder}`,
      'start one with loadgate run, or name the backend with --url',
    );
  }
}
