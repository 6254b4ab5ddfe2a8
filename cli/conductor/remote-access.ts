import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DEV_TOKEN_SECRET } from '../../lib/auth/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import type { Target } from '../../lib/targets/index.ts';
import { CliError } from '../errors.ts';

const SECRET = 'LOADGATE_TOKEN_SECRET';
const APP_CHECK = 'LOADGATE_APP_CHECK_TOKEN';
const ID_TOKENS = 'LOADGATE_ID_TOKENS';

/** How the system under test is reached. */
export interface Access {
  readonly url: string;
  /** What bearer tokens are signed with. */
  readonly secret: string;
  /** File with ID tokens by user, where somebody else signs users in: a JSON array. */
  readonly idTokens: string | null;
  /** Sent as `X-Firebase-AppCheck` with every request. */
  readonly appCheck: string | null;
}

/**
 * How to reach a target that runs already. Its secrets come from the environment, since they belong neither into a file nor on a command line;
 * emulators are on this machine and take the development secret.
 */
export function remoteAccess(target: Target, env: NodeJS.ProcessEnv): Access {
  if (target.url === null) throw new Error(`the ${target.kind} target is started, not reached`);
  const secret = env[SECRET] || (target.kind === 'emulators' ? DEV_TOKEN_SECRET : undefined);
  if (secret === undefined) {
    throw new CliError(
      EXIT.usage,
      `target ${target.kind}: ${SECRET} is not set`,
      `set it to the secret that ${target.host} checks bearer tokens with`,
    );
  }
  return { url: target.url, secret, idTokens: idTokensFile(env[ID_TOKENS]), appCheck: env[APP_CHECK] || null };
}

function idTokensFile(file: string | undefined): string | null {
  if (!file) return null;
  const path = resolve(file);
  if (existsSync(path)) return path;
  throw new CliError(EXIT.usage, `${ID_TOKENS}: there is no file ${path}`, 'name a JSON array of ID tokens, u0 first');
}
