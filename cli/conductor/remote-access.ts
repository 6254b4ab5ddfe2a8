import { DEV_TOKEN_SECRET } from '../../lib/auth/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import type { Target } from '../../lib/targets/index.ts';
import { CliError } from '../errors.ts';

const SECRET = 'LOADGATE_TOKEN_SECRET';

/**
 * How to reach a target that runs already. Its secret comes from the environment, since it belongs neither into a file nor on a command line;
 * emulators are on this machine and take the development secret.
 */
export function remoteAccess(
  target: Target,
  env: NodeJS.ProcessEnv,
): { readonly url: string; readonly secret: string } {
  if (target.url === null) throw new Error(`the ${target.kind} target is started, not reached`);
  const secret = env[SECRET] || (target.kind === 'emulators' ? DEV_TOKEN_SECRET : undefined);
  if (secret !== undefined) return { url: target.url, secret };
  throw new CliError(
    EXIT.usage,
    `target ${target.kind}: ${SECRET} is not set`,
    `set it to the secret that ${target.host} checks bearer tokens with`,
  );
}
