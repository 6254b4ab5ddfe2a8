import { EXIT } from '../../lib/results/index.ts';
import { isLoopback } from '../../lib/targets/index.ts';
import { CliError } from '../errors.ts';
import { FixedIdToken } from './id-token.ts';
import type { Identity } from './identity.ts';
import { RenewedIdToken } from './renewed.ts';
import { SECURE_TOKEN_URL } from './secure-token.ts';
import { API_KEY, ID_TOKEN, REFRESH_TOKEN, TOKEN_URL } from './variables.ts';

/**
 * The Firebase user that the environment names as operator; null where it names none. A refresh token goes before an ID token, which ends within the hour.
 * @throws CliError (2) where a variable that belongs to it is missing or makes no sense
 */
export function operatorFromEnv(env: NodeJS.ProcessEnv): Identity | null {
  const refreshToken = env[REFRESH_TOKEN]?.trim();
  const idToken = env[ID_TOKEN]?.trim();
  if (!refreshToken) return idToken ? new FixedIdToken(idToken) : null;
  const apiKey = env[API_KEY]?.trim();
  if (!apiKey) {
    throw new CliError(
      EXIT.usage,
      `${REFRESH_TOKEN} is set, and ${API_KEY} is not`,
      `set ${API_KEY} to the web API key of the operator’s project (project settings, General)`,
    );
  }
  return new RenewedIdToken({ refreshToken, apiKey, url: tokenUrl(env[TOKEN_URL]) });
}

function tokenUrl(given: string | undefined): string {
  if (!given) return SECURE_TOKEN_URL;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))) return given;
  throw new CliError(
    EXIT.usage,
    `${TOKEN_URL} is not an address that a refresh token may be sent to`,
    `leave it out for ${SECURE_TOKEN_URL}, or give one that starts with https:// (http:// on this machine alone)`,
  );
}
