import { DEV_TOKEN_SECRET } from '../../lib/auth/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import type { Target } from '../../lib/targets/index.ts';
import { CliError } from '../errors.ts';
import { type Identity, operatorFromEnv, SharedSecret, VARIABLES } from '../operator/index.ts';
import { ID_TOKENS, idTokensFile } from './id-tokens.ts';

const SECRET = 'LOADGATE_TOKEN_SECRET';
const APP_CHECK = 'LOADGATE_APP_CHECK_TOKEN';

/** How an operator reaches the system under test. */
export interface OperatorAccess {
  readonly url: string;
  readonly operator: Identity;
  /** Sent as `X-Firebase-AppCheck` with every request. */
  readonly appCheck: string | null;
}

/** How the system under test is reached, by its operator and by its users. */
export interface Access extends OperatorAccess {
  /** What bearer tokens of users are signed with; null where they sign in elsewhere. */
  readonly secret: string | null;
  /** File with ID tokens by user, where somebody else signs users in: a JSON array. */
  readonly idTokens: string | null;
}

/**
 * How to reach a target that runs already. Its secrets come from the environment, since they belong neither into a file nor on a command line;
 * emulators are on this machine and take the development secret.
 */
export function remoteAccess(target: Target, env: NodeJS.ProcessEnv): Access {
  const access = operatorAccess(target, env);
  const secret = secretFor(target, env);
  const idTokens = idTokensFile(env[ID_TOKENS]);
  if (secret === null && idTokens === null) {
    throw new CliError(
      EXIT.usage,
      `target ${target.kind}: users cannot sign in: neither ${ID_TOKENS} nor ${SECRET} is set`,
      `set ${ID_TOKENS} to a file with a JSON array of ID tokens, u0 first`,
    );
  }
  return { ...access, secret, idTokens };
}

/** The part of it that concerns the operator: a Firebase user where the environment names one, else whoever knows the shared secret. */
export function operatorAccess(target: Target, env: NodeJS.ProcessEnv): OperatorAccess {
  if (target.url === null) throw new Error(`the ${target.kind} target is started, not reached`);
  const { url, host } = target;
  const appCheck = env[APP_CHECK] || null;
  const user = operatorFromEnv(env);
  if (user) return { url, operator: user, appCheck };
  const secret = secretFor(target, env);
  if (secret !== null) return { url, operator: new SharedSecret(secret), appCheck };
  const { REFRESH_TOKEN, API_KEY, ID_TOKEN } = VARIABLES;
  throw new CliError(
    EXIT.usage,
    `target ${target.kind} has no operator: ${SECRET} is not set, nor is ${REFRESH_TOKEN} or ${ID_TOKEN}`,
    `for a Firebase project, set ${REFRESH_TOKEN} and ${API_KEY} of a user with the claims admin and superAdmin; else set ${SECRET} to the secret that ${host} checks bearer tokens with`,
  );
}

const secretFor = (target: Target, env: NodeJS.ProcessEnv): string | null =>
  env[SECRET] || (target.kind === 'emulators' ? DEV_TOKEN_SECRET : null);
